/**
 * Arithmetic on dimensions that may be named. A dimension is a polynomial with whole coefficients in its names, written
 * in one normal form: in a product the number first, then the names in ASCII order; in a sum the products in ASCII order
 * of their names, the plain number last (`"784*batch"`, `"64*B*T"`, `"T+1"`). So `B*T` and `T*B` are one type and one
 * string. Numbers stay numbers. Twins: every type has a function of the same name.
 */
import type { Add, DivideDigits, Multiply, Subtract, ToNumber } from './nat.js'
import {
  addTerms,
  addTo,
  byAscii,
  formatTerms,
  multiplyTerms,
  parse,
  productTerms,
  toDim,
  type AddPolynomials,
  type DividePolynomial,
  type Format,
  type FormatSum,
  type MultiplyPolynomials,
  type MultiplyTerm,
  type Parse,
  type Polynomial,
  type ProductPolynomial,
  type SortTerms,
  type Term,
} from './polynomial.js'
import type { Dim, HasWide, IsWide, IsWideShape, Shape } from './shape.js'

/** The normal form of a dimension expression: `NormalDim<'T*B'>` is `'B*T'`. */
export type NormalDim<D extends Dim> = D extends string ? Format<SortTerms<Parse<D>>> : D

/** Two numbers of which neither is negative: the case that plain digits can do, at a fraction of the cost. */
type AreNaturals<A extends Dim, B extends Dim> =
  A extends number ?
    B extends number ?
      `${A}${B}` extends `${string}-${string}` ?
        false
      : true
    : false
  : false

/** A + B. */
export type AddDims<A extends Dim, B extends Dim> =
  IsWide<A> extends true ? number
  : IsWide<B> extends true ? number
  : AreNaturals<A, B> extends true ? Add<A & number, B & number>
  : `${A} ${B}` extends `${infer a extends number} -${infer b extends number}` ? AddNegative<a, b>
  : Format<AddPolynomials<Parse<A>, Parse<B>>>

/** A plus the negative of B. */
type AddNegative<A extends number, B extends number> =
  `${A}` extends `-${infer a extends number}` ? ToNumber<`-${Add<a, B>}`> : Subtract<A, B>

/** A - B; a negative number when both are numbers and B is larger. */
export type SubtractDims<A extends Dim, B extends Dim> =
  IsWide<A> extends true ? number
  : IsWide<B> extends true ? number
  : AreNaturals<A, B> extends true ? Subtract<A & number, B & number>
  : Format<AddPolynomials<Parse<A>, MultiplyTerm<Parse<B>, ['', '-1']>>>

/** A * B. */
export type MultiplyDims<A extends Dim, B extends Dim> =
  A extends 1 ? B
  : B extends 1 ? A
  : IsWide<A> extends true ? number
  : IsWide<B> extends true ? number
  : AreNaturals<A, B> extends true ? Multiply<A & number, B & number>
  : Format<MultiplyPolynomials<Parse<A>, Parse<B>>>

/** A / B when B is a number or a product that divides A exactly for every value of the names; else false. */
export type DivideDims<A extends Dim, B extends Dim> =
  B extends 1 ? A
  : IsWide<A> extends true ? number
  : IsWide<B> extends true ? number
  : AreNaturals<A, B> extends true ?
    B extends 0 ? false
    : DivideDigits<`${A}`, `${B}`> extends [infer Quotient, '0'] ? ToNumber<Quotient>
    : false
  : Parse<B> extends readonly [infer T extends Term] ?
    T[1] extends `-${string}` ?
      false
    : DividePolynomial<Parse<A>, T>
  : false

/** The number of elements of a shape, as a dimension; `number` when a dimension is wide or the product is huge. */
export type SizeOf<S extends Shape> =
  IsWideShape<S> extends true ? number
  : HasWide<S> extends true ? number
  : Format<ProductPolynomial<S>>

/** The number of elements as text, exact at any size; `?` when a dimension is wide. */
export type SizeText<S extends readonly unknown[]> =
  HasWide<S> extends true ? '?'
  : ProductPolynomial<S> extends infer P extends Polynomial ?
    P extends readonly [] ?
      '0'
    : FormatSum<P>
  : never

/** The normal form of a dimension expression. @example normalDim('T*B') // 'B*T' */
export const normalDim = (dim: Dim): Dim => (typeof dim === 'number' ? dim : toDim(parse(dim)))

/** a + b. @example addDims('T', 1) // 'T+1' */
export const addDims = (a: Dim, b: Dim): Dim =>
  typeof a === 'number' && typeof b === 'number' ? a + b : toDim(addTerms(parse(a), parse(b)))

/** a - b. @example subtractDims('T', 1) // 'T-1' */
export const subtractDims = (a: Dim, b: Dim): Dim =>
  typeof a === 'number' && typeof b === 'number' ? a - b : toDim(addTerms(parse(a), parse(b), -1n))

/** a * b. @example multiplyDims('batch', 784) // '784*batch' */
export const multiplyDims = (a: Dim, b: Dim): Dim =>
  typeof a === 'number' && typeof b === 'number' ? a * b : toDim(multiplyTerms(parse(a), parse(b)))

/** a / b when b is a number or a product that divides a for every value of the names; else false. */
export const divideDims = (a: Dim, b: Dim): Dim | false => {
  const divisor = [...parse(b)]
  const [names, by] = divisor[0] ?? ['', 0n]
  if (divisor.length !== 1 || by < 0n) return false
  const quotient = new Map<string, bigint>()
  for (const [key, coefficient] of parse(a)) {
    const rest = key === '' ? [] : key.split('*')
    for (const name of names === '' ? [] : names.split('*')) {
      const at = rest.indexOf(name)
      if (at < 0) return false
      rest.splice(at, 1)
    }
    if (coefficient % by !== 0n) return false
    addTo(quotient, rest.join('*'), coefficient / by)
  }
  return toDim(quotient)
}

/** The number of elements of a shape, as a dimension; 1 for a scalar. @example sizeOf(['batch', 28, 28]) // '784*batch' */
export const sizeOf = (shape: Shape): Dim => toDim(productTerms(shape))

/** The number of elements as text, exact at any size. */
export const sizeText = (shape: Shape): string => formatTerms(productTerms(shape))

/** The names in a dimension, each once, in ASCII order. @example namesIn('64*B*T') // ['B', 'T'] */
export const namesIn = (dim: Dim): readonly string[] => {
  if (typeof dim === 'number') return []
  const names = [...parse(dim).keys()].flatMap((key) => key.split('*'))
  return [...new Set(names.filter((name) => name !== ''))].sort(byAscii)
}

/**
 * The value of a dimension when its names are given numbers.
 *
 * @throws RangeError when a name is not bound, or the value is negative or beyond 2^53 - 1
 * @example evaluateDim('64*B+1', { B: 2 }) // 129
 */
export const evaluateDim = (dim: Dim, binding: Readonly<Record<string, number>>): number => {
  if (typeof dim === 'number') return dim
  let total = 0n
  for (const [key, coefficient] of parse(dim)) {
    let term = coefficient
    for (const name of key === '' ? [] : key.split('*')) {
      const value = Object.hasOwn(binding, name) ? binding[name] : undefined
      if (value === undefined) throw new RangeError(`dimension ${dim}: ${name} is not bound`)
      term *= BigInt(value)
    }
    total += term
  }
  const value = Number(total)
  if (value < 0 || !Number.isSafeInteger(value)) throw new RangeError(`dimension ${dim} is ${total}`)
  return value
}
