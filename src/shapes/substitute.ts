/**
 * Names replaced by what they stand for, in a dimension and in a shape. In: a shape with names and a binding (numbers, or
 * other dimensions); out: the shape in normal form.
 */
import { addDims, multiplyDims, quotientDims, type AddDims, type MultiplyDims, type QuotientDims } from './dim.js'
import type { Dim, Shape } from './shape.js'

/** True for a product, a quotient or a sum, false for a number or a plain name. */
export type IsExpression<D> = D extends `${string}${'*' | '/' | '+' | '-'}${string}` ? true : false

/** The dimension with its names replaced; false when it is divided by 0 or a sum. */
export type SubstituteDim<D extends Dim, Names> =
  D extends keyof Names ? Names[D] & Dim
  : IsExpression<D> extends true ? SubstituteSum<D & string, Names>
  : D

/** Terms apart at `+` and `-`, factors apart at `*`, divisors apart at `/`. */
type SubstituteSum<S extends string, Names> =
  S extends `${infer Head}+${infer Tail}` ? Sum<SubstituteSum<Head, Names>, SubstituteSum<Tail, Names>>
  : SubstituteDifference<S, Names>

/** Everything after the first `-` up to the next `+` is subtracted term by term. */
type SubstituteDifference<S extends string, Names, Total = 0, Sign extends 1 | -1 = 1> =
  S extends `${infer Head}-${infer Tail}` ?
    SubstituteDifference<Tail, Names, Head extends '' ? Total : Sum<Total, SubstituteQuotient<Head, Names, Sign>>, -1>
  : Sum<Total, SubstituteQuotient<S, Names, Sign>>

type Sum<A, B> =
  A extends Dim ?
    B extends Dim ?
      AddDims<A, B>
    : false
  : false

type SubstituteQuotient<S extends string, Names, Sign extends Dim> =
  S extends `${infer Head}/${infer Divisors}` ?
    // taken apart first: the compiler would otherwise follow the quotient of names that are still open without end
    [SubstituteProduct<Head, Names, Sign>, SubstituteDivisors<Divisors, Names>] extends (
      [infer Top extends Dim, infer Bottom extends Dim]
    ) ?
      QuotientDims<Top, Bottom>
    : never
  : SubstituteProduct<S, Names, Sign>

type SubstituteDivisors<S extends string, Names, Total extends Dim = 1> =
  S extends `${infer Head}/${infer Tail}` ?
    SubstituteDivisors<Tail, Names, MultiplyDims<Total, SubstituteFactor<Head, Names>>>
  : MultiplyDims<Total, SubstituteFactor<S, Names>>

type SubstituteProduct<S extends string, Names, Total extends Dim> =
  S extends `${infer Head}*${infer Tail}` ?
    SubstituteProduct<Tail, Names, MultiplyDims<Total, SubstituteFactor<Head, Names>>>
  : MultiplyDims<Total, SubstituteFactor<S, Names>>

type SubstituteFactor<S extends string, Names> =
  S extends `${infer N extends number}` ? N
  : S extends keyof Names ? Names[S] & Dim
  : S

/** The shape with its names replaced: `Substitute<['batch', 10], { batch: 32 }>` is `[32, 10]`. */
export type Substitute<S extends Shape, Names> = { -readonly [K in keyof S]: Whole<SubstituteDim<S[K], Names>> }

/** A dimension that can be one; a quotient that is none (`5/2`) is only known to be some number. */
type Whole<D> =
  D extends `${bigint}/${bigint}` ? number
  : D extends Dim ? D
  : number

/** What names stand for. */
export type Names = Readonly<Record<string, Dim>>

const factorOf = (factor: string, names: Names): Dim =>
  /^\d+$/.test(factor) ? Number(factor)
  : Object.hasOwn(names, factor) ? (names[factor] ?? factor)
  : factor

const productOf = (factors: readonly string[], names: Names, start: Dim): Dim =>
  factors.reduce<Dim>((total, factor) => multiplyDims(total, factorOf(factor, names)), start)

const quotientOf = (text: string, sign: 1 | -1, names: Names): Dim | false => {
  const [product = '', ...divisors] = text.split('/')
  const total = productOf(product.split('*'), names, sign)
  return divisors.length === 0 ? total : quotientDims(total, productOf(divisors, names, 1))
}

/**
 * The dimension with its names replaced; false when it is divided by 0 or a sum.
 *
 * @example substituteDim('64*B+1', { B: 2 }) // 129
 */
export const substituteDim = (dim: Dim, names: Names): Dim | false => {
  if (typeof dim === 'number') return dim
  let total: Dim = 0
  for (const [, sign, text] of dim.matchAll(/([+-]?)([^+-]+)/g)) {
    const term = quotientOf(text ?? '', sign === '-' ? -1 : 1, names)
    if (term === false) return false
    total = addDims(total, term)
  }
  return total
}
