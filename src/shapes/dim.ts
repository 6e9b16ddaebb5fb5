/**
 * Arithmetic on dimensions that may be named. A dimension is a polynomial with whole coefficients in its names, written
 * in one normal form: in a product the number first, then the names in ASCII order; in a sum the products in ASCII order
 * of their names, the plain number last (`"784*batch"`, `"64*B*T"`, `"T+1"`). So `B*T` and `T*B` are one type and one
 * string. Numbers stay numbers. Twins: every type has a function of the same name.
 */
import { coefficient } from './coefficient.js'
import type { Add, DivideDigits, Multiply, Subtract, ToNumber } from './nat.js'
import { byAscii, listOf } from './names.js'
import {
  addTerms,
  multiplyTerms,
  type AddPolynomials,
  type MultiplyPolynomials,
  type MultiplyTerm,
  type SortTerms,
  type Term,
} from './polynomial.js'
import { divideTerms, inverseTerm, type DividePolynomial, type QuotientPolynomial } from './polynomial-quotient.js'
import { parse, toDim, type Format, type Parse } from './polynomial-text.js'
import type { Dim, IsWide } from './shape.js'

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

interface Kept<T> {
  readonly dim: T
}

interface NoKey {
  readonly noKey: never
}

/** `T` once `A` and `B` are known. While one is open the compiler would follow every branch of `T`; of a key that may be none it cannot. */
type Known<A, B, T> = Kept<T>['dim' & ([A, B] extends ['?', '?'] ? NoKey : string)]

/**
 * A / B as it is written: `'D/H'` says that H divides D, which binding checks; `'5/2'` is what no dimension can be.
 * False when B is 0 or a sum, which no dimension is divided by.
 */
export type QuotientDims<A extends Dim, B extends Dim> =
  IsWide<A> extends true ? number
  : IsWide<B> extends true ? number
  : Parse<B> extends readonly [infer T extends Term] ?
    T[1] extends `-${string}` ?
      false
    : Known<A, B, Format<QuotientPolynomial<Parse<A>, T>>>
  : false

/** The normal form of a dimension expression. @example normalDim('T*B') // 'B*T' */
export const normalDim = (dim: Dim): Dim => (typeof dim === 'number' ? dim : toDim(parse(dim)))

/** a + b. @example addDims('T', 1) // 'T+1' */
export const addDims = (a: Dim, b: Dim): Dim =>
  typeof a === 'number' && typeof b === 'number' ? a + b : toDim(addTerms(parse(a), parse(b)))

/** a - b. @example subtractDims('T', 1) // 'T-1' */
export const subtractDims = (a: Dim, b: Dim): Dim =>
  typeof a === 'number' && typeof b === 'number' ? a - b : toDim(addTerms(parse(a), parse(b), coefficient(-1n)))

/** a * b. @example multiplyDims('batch', 784) // '784*batch' */
export const multiplyDims = (a: Dim, b: Dim): Dim =>
  typeof a === 'number' && typeof b === 'number' ? a * b : toDim(multiplyTerms(parse(a), parse(b)))

/** a / b when b is a number or a product that divides a for every value of the names; else false. */
export const divideDims = (a: Dim, b: Dim): Dim | false => {
  const quotient = divideTerms(parse(a), parse(b))
  return quotient === false ? false : toDim(quotient)
}

/** a / b as it is written; false when b is 0 or a sum. @example quotientDims('D', 'H') // 'D/H' */
export const quotientDims = (a: Dim, b: Dim): Dim | false => {
  const inverse = inverseTerm(parse(b))
  return inverse === undefined ? false : toDim(multiplyTerms(parse(a), new Map([inverse])))
}

/** The names in a dimension, each once, in ASCII order. @example namesIn('64*B*T') // ['B', 'T'] */
export const namesIn = (dim: Dim): readonly string[] => {
  if (typeof dim === 'number') return []
  const names = [...parse(dim).keys()].flatMap((key) => key.split(/[*/]/))
  return [...new Set(names.filter((name) => name !== ''))].sort(byAscii)
}

const valueOf = (dim: string, names: readonly string[], binding: Readonly<Record<string, number>>): bigint =>
  names.reduce((product, name) => {
    const value = Object.hasOwn(binding, name) ? binding[name] : undefined
    if (value === undefined) throw new RangeError(`dimension ${dim}: ${name} is not bound`)
    return product * BigInt(value)
  }, 1n)

/**
 * The value of a dimension when its names are given numbers.
 *
 * @throws RangeError when a name is not bound, a quotient is not exact, or the value is negative or beyond 2^53 - 1
 * @example evaluateDim('64*B+1', { B: 2 }) // 129
 */
export const evaluateDim = (dim: Dim, binding: Readonly<Record<string, number>>): number => {
  if (typeof dim === 'number') return dim
  let [total, divisor] = [0n, 1n]
  for (const [key, { top, bottom }] of parse(dim)) {
    const [above = '', below = ''] = key.split('/')
    const under = bottom * valueOf(dim, listOf(below), binding)
    total = total * under + top * valueOf(dim, listOf(above), binding) * divisor
    divisor *= under
  }
  if (divisor === 0n) throw new RangeError(`dimension ${dim}: ${total} is divided by 0`)
  if (total % divisor !== 0n) throw new RangeError(`dimension ${dim}: ${total} is not divisible by ${divisor}`)
  const value = Number(total / divisor)
  if (value < 0 || !Number.isSafeInteger(value)) throw new RangeError(`dimension ${dim} is ${total / divisor}`)
  return value
}
