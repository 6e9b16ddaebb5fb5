/**
 * Polynomials over a term. In: a polynomial, and a divisor of one term. Out: the quotient as it is written, or only where it
 * is exact for every value of the names. Twins: types on lists of terms, functions on maps of coefficients.
 */
import {
  coefficient,
  formatCoefficient,
  multiplyCoefficients,
  type Coefficient,
  type DivideSigned,
  type InverseCoefficient,
} from './coefficient.js'
import { inverseNames, multiplyNames, type BottomOf, type DivideNames, type InverseNames, type TopOf } from './names.js'
import { addTo, type AddTerm, type MultiplyTerm, type Polynomial, type Term, type Terms } from './polynomial.js'
import type { Format } from './polynomial-text.js'

/** H / T when T divides it exactly; else false. */
type DivideTerm<H extends Term, T extends Term> =
  `${H[0]}${H[1]}${T[0]}${T[1]}` extends `${string}/${string}` ?
    QuotientPolynomial<[H], T> extends readonly [infer Quotient extends Term] ?
      Divided<H, Quotient[0], Quotient[1]>
    : false
  : DivideNames<H[0], T[0]> extends infer Names extends string ?
    DivideSigned<H[1], T[1]> extends infer Quotient extends string ?
      [Names, Quotient]
    : false
  : false

/** The quotient unless it has a divisor that H had not: that T divides H is for the author to say, by writing `H/T`. */
type Divided<H extends Term, Names extends string, Quotient extends string> =
  `${Names}${Quotient}` extends `${string}/${string}` ?
    TopOf<Names> extends '' ? false
    : [BottomOf<Names>, BottomOf<Quotient>] extends ['' | BottomOf<H[0]>, '' | BottomOf<H[1]>] ? [Names, Quotient]
    : false
  : [Names, Quotient]

export type DividePolynomial<P extends Polynomial, T extends Term, Out extends Polynomial = []> =
  P extends readonly [infer Head extends Term, ...infer Tail extends Polynomial] ?
    DivideTerm<Head, T> extends infer Quotient extends Term ?
      DividePolynomial<Tail, T, AddTerm<Out, Quotient>>
    : false
  : Format<Out>

/** P / T, whether it is exact or not. */
export type QuotientPolynomial<P extends Polynomial, T extends Term> =
  [InverseNames<T[0]>, InverseCoefficient<T[1]>] extends infer Inverse extends Term ? MultiplyTerm<P, Inverse> : never

/** One over the only term of a divisor; undefined when it has none or several, or is negative. */
export const inverseTerm = (divisor: Terms): readonly [string, Coefficient] | undefined => {
  const [term, more] = divisor
  if (term === undefined || more !== undefined || term[1].top < 0n) return undefined
  return [inverseNames(term[0]), coefficient(term[1].bottom, term[1].top)]
}

const bottomOf = (text: string): string => text.split('/')[1] ?? ''

/**
 * a / b when the only term of b divides every term of a, else false. A quotient has no divisor that the term had not:
 * that H divides D is for the author to say, by writing `D/H`.
 */
export const divideTerms = (a: Terms, b: Terms): Terms | false => {
  const inverse = inverseTerm(b)
  if (inverse === undefined) return false
  const quotient = new Map<string, Coefficient>()
  for (const [key, by] of a) {
    const [names, factor] = [multiplyNames(key, inverse[0]), multiplyCoefficients(by, inverse[1])]
    const [below, under] = [bottomOf(names), bottomOf(formatCoefficient(factor))]
    if (below !== '' || under !== '') {
      const known = ['', bottomOf(key)].includes(below) && ['', bottomOf(formatCoefficient(by))].includes(under)
      if (!known || /^(\/|$)/.test(names)) return false
    }
    addTo(quotient, names, factor)
  }
  return quotient
}
