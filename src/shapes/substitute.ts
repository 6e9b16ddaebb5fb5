/**
 * Names replaced by what they stand for, in a dimension and in a shape. In: a shape with names and a binding (numbers, or
 * other dimensions); out: the shape in normal form.
 */
import { addDims, multiplyDims, type AddDims, type MultiplyDims } from './dim.js'
import type { Dim, Shape } from './shape.js'

/** True for a product or a sum, false for a number or a plain name. */
export type IsExpression<D> = D extends `${string}${'*' | '+' | '-'}${string}` ? true : false

/** The dimension with its names replaced: terms apart at `+` and `-`, factors apart at `*`. */
export type SubstituteDim<D extends Dim, Names> =
  D extends keyof Names ? Names[D] & Dim
  : IsExpression<D> extends true ? SubstituteSum<D & string, Names>
  : D

type SubstituteSum<S extends string, Names> =
  S extends `${infer Head}+${infer Tail}` ? AddDims<SubstituteSum<Head, Names>, SubstituteSum<Tail, Names>>
  : SubstituteDifference<S, Names>

/** Everything after the first `-` up to the next `+` is subtracted term by term. */
type SubstituteDifference<S extends string, Names, Total extends Dim = 0, Sign extends 1 | -1 = 1> =
  S extends `${infer Head}-${infer Tail}` ?
    SubstituteDifference<
      Tail,
      Names,
      Head extends '' ? Total : AddDims<Total, SubstituteProduct<Head, Names, Sign>>,
      -1
    >
  : AddDims<Total, SubstituteProduct<S, Names, Sign>>

type SubstituteProduct<S extends string, Names, Total extends Dim> =
  S extends `${infer Head}*${infer Tail}` ?
    SubstituteProduct<Tail, Names, MultiplyDims<Total, SubstituteFactor<Head, Names>>>
  : MultiplyDims<Total, SubstituteFactor<S, Names>>

type SubstituteFactor<S extends string, Names> =
  S extends `${infer N extends number}` ? N
  : S extends keyof Names ? Names[S] & Dim
  : S

/** The shape with its names replaced. `Substitute<['batch', 10], { batch: 32 }>` is `[32, 10]`. */
export type Substitute<S extends Shape, Names> = { -readonly [K in keyof S]: SubstituteDim<S[K], Names> }

/** What names stand for. */
export type Names = Readonly<Record<string, Dim>>

const factorOf = (factor: string, names: Names): Dim =>
  /^\d+$/.test(factor) ? Number(factor)
  : Object.hasOwn(names, factor) ? (names[factor] ?? factor)
  : factor

/** The dimension with its names replaced. @example substituteDim('64*B+1', { B: 2 }) // 129 */
export const substituteDim = (dim: Dim, names: Names): Dim => {
  if (typeof dim === 'number') return dim
  let total: Dim = 0
  for (const [, sign, text] of dim.matchAll(/([+-]?)([^+-]+)/g)) {
    let term: Dim = sign === '-' ? -1 : 1
    for (const factor of (text ?? '').split('*')) term = multiplyDims(term, factorOf(factor, names))
    total = addDims(total, term)
  }
  return total
}

/** The shape with its names replaced. @example substitute(['batch', 10], { batch: 32 }) // [32, 10] */
export const substitute = (shape: Shape, names: Names): Shape => shape.map((dim) => substituteDim(dim, names))
