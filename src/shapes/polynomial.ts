/**
 * Polynomials in named dimensions, behind dim.ts: adding, multiplying and sorting them, as types on lists of terms and as
 * functions on maps of coefficients. polynomial-text.ts reads and writes them, polynomial-quotient.ts divides them.
 */
import {
  addCoefficients,
  coefficient,
  multiplyCoefficients,
  type AddCoefficients,
  type Coefficient,
  type MultiplyCoefficients,
} from './coefficient.js'
import { multiplyNames, type MultiplyNames, type SortNames, type TermBefore } from './names.js'

/** A product of names as in names.ts (`'B*T'`, or `''` for a plain number) and its coefficient. */
export type Term = readonly [names: string, coefficient: string]
export type Polynomial = readonly Term[]

/** P + T, in the order of names. */
export type AddTerm<P extends Polynomial, T extends Term, Done extends Polynomial = []> =
  P extends readonly [infer Head extends Term, ...infer Tail extends Polynomial] ?
    Head[0] extends T[0] ?
      AddCoefficients<Head[1], T[1]> extends infer Sum extends string ?
        Sum extends '0' ?
          [...Done, ...Tail]
        : [...Done, [Head[0], Sum], ...Tail]
      : never
    : TermBefore<T[0], Head[0]> extends true ? [...Done, T, ...P]
    : AddTerm<Tail, T, [...Done, Head]>
  : [...Done, T]

export type AddPolynomials<P extends Polynomial, Q extends Polynomial> =
  Q extends readonly [infer Head extends Term, ...infer Tail extends Polynomial] ?
    AddPolynomials<AddTerm<P, Head>, Tail>
  : P

export type MultiplyTerm<P extends Polynomial, T extends Term, Out extends Polynomial = []> =
  P extends readonly [infer Head extends Term, ...infer Tail extends Polynomial] ?
    [MultiplyNames<Head[0], T[0]>, MultiplyCoefficients<Head[1], T[1]>] extends infer Next extends Term ?
      MultiplyTerm<Tail, T, AddTerm<Out, Next>>
    : never
  : Out

export type MultiplyPolynomials<P extends Polynomial, Q extends Polynomial, Out extends Polynomial = []> =
  Q extends readonly [infer Head extends Term, ...infer Tail extends Polynomial] ?
    MultiplyPolynomials<P, Tail, AddPolynomials<Out, MultiplyTerm<P, Head>>>
  : Out

export type SortTerms<P extends Polynomial, Out extends Polynomial = []> =
  P extends readonly [infer Head extends Term, ...infer Tail extends Polynomial] ?
    SortTerms<Tail, AddTerm<Out, [SortNames<Head[0]>, Head[1]]>>
  : Out

/** The same at run time: coefficients by names. */
export type Terms = ReadonlyMap<string, Coefficient>

export const addTo = (terms: Map<string, Coefficient>, names: string, by: Coefficient): void => {
  const known = terms.get(names)
  const total = known === undefined ? by : addCoefficients(known, by)
  if (total.top === 0n) terms.delete(names)
  else terms.set(names, total)
}

export const one = coefficient(1n)

export const addTerms = (a: Terms, b: Terms, factor = one): Terms => {
  const sum = new Map(a)
  for (const [names, by] of b) addTo(sum, names, multiplyCoefficients(by, factor))
  return sum
}

export const multiplyTerms = (a: Terms, b: Terms): Terms => {
  const product = new Map<string, Coefficient>()
  for (const [left, x] of a)
    for (const [right, y] of b) addTo(product, multiplyNames(left, right), multiplyCoefficients(x, y))
  return product
}
