/**
 * Polynomials and the text of dimensions: reading any, writing the one normal form. Twins: types on lists of terms, functions
 * on maps of coefficients.
 */
import { coefficient, type Coefficient, type MultiplyCoefficients } from './coefficient.js'
import { byAscii, listOf, multiplyNames, type BottomOf, type MultiplyNames, type TopOf } from './names.js'
import type { MultiplyDigits, ToNumber } from './nat.js'
import {
  addTo,
  multiplyTerms,
  one,
  type MultiplyPolynomials,
  type MultiplyTerm,
  type Polynomial,
  type Term,
  type Terms,
} from './polynomial.js'
import type { Dim, Shape } from './shape.js'

type ParseTerm<S extends string, Sign extends '' | '-' = ''> =
  S extends `${number}` ? ['', `${Sign}${S}`]
  : S extends `${infer Top}/${infer Bottom}` ? ParseQuotient<ParseTerm<Top, Sign>, Bottom>
  : S extends `${infer Head}*${infer Names}` ?
    Head extends `${number}` ?
      [Names, `${Sign}${Head}`]
    : [S, `${Sign}1`]
  : [S, `${Sign}1`]

/** Divisors stand one after the other: `D/2/H`. */
type ParseQuotient<T extends Term, Bottom extends string> =
  Bottom extends `${infer Head}/${infer Tail}` ? ParseQuotient<OverFactor<T, Head>, Tail> : OverFactor<T, Bottom>
type OverFactor<T extends Term, F extends string> =
  F extends `${number}` ?
    MultiplyCoefficients<T[1], `1/${F}`> extends infer N extends string ?
      [T[0], N]
    : never
  : [MultiplyNames<T[0], `/${F}`>, T[1]]

/** A run of terms joined by `-`, of which the first is positive unless the text starts with the sign. */
type ParseDifference<S extends string, Out extends Polynomial, Sign extends '' | '-' = ''> =
  S extends `${infer Head}-${infer Tail}` ?
    ParseDifference<Tail, Head extends '' ? Out : [...Out, ParseTerm<Head, Sign>], '-'>
  : [...Out, ParseTerm<S, Sign>]

type ParseSum<S extends string, Out extends Polynomial = []> =
  S extends `${infer Head}+${infer Tail}` ? ParseSum<Tail, ParseDifference<Head, Out>> : ParseDifference<S, Out>

export type Parse<D> =
  D extends number ?
    D extends 0 ?
      []
    : [['', `${D}`]]
  : D extends string ? ParseSum<D>
  : []

/** The product of dimensions; numbers are multiplied as digits, which costs a fraction of what terms do. */
export type ParseProduct<
  S extends readonly unknown[],
  Numbers extends string = '1',
  Out extends Polynomial = [['', '1']],
> =
  S extends readonly [infer Head, ...infer Tail] ?
    Head extends number ?
      ParseProduct<Tail, MultiplyDigits<Numbers, `${Head}`>, Out>
    : ParseProduct<Tail, Numbers, MultiplyPolynomials<Out, Parse<Head>>>
  : Numbers extends '0' ? []
  : Numbers extends '1' ? Out
  : Out extends [['', '1']] ? [['', Numbers]]
  : MultiplyTerm<Out, ['', Numbers]>

type FormatTerm<T extends Term> =
  `${T[0]}${T[1]}` extends `${string}/${string}` ?
    FormatQuotient<TopOf<T[0]>, BottomOf<T[0]>, TopOf<T[1]>, BottomOf<T[1]>>
  : T[0] extends '' ? T[1]
  : T[1] extends '1' ? T[0]
  : FormatProduct<T>

/** `3*D/2/H`: the product, then each divisor after its own `/`, the number first. */
type FormatQuotient<
  Top extends string,
  Bottom extends string,
  N extends string,
  M extends string,
> = `${FormatProduct<[Top, N]>}${M extends '' ? '' : `/${M}`}${Slashed<Bottom>}`
type Slashed<Names extends string> =
  Names extends '' ? ''
  : Names extends `${infer Head}*${infer Tail}` ? `/${Head}${Slashed<Tail>}`
  : `/${Names}`

type FormatProduct<T extends Term> =
  T[0] extends '' ? T[1]
  : T[1] extends '1' ? T[0]
  : T[1] extends '-1' ? `-${T[0]}`
  : `${T[1]}*${T[0]}`

export type FormatSum<P extends Polynomial, Out extends string = ''> =
  P extends readonly [infer Head extends Term, ...infer Tail extends Polynomial] ?
    FormatSum<
      Tail,
      Out extends '' ? FormatTerm<Head>
      : FormatTerm<Head> extends `-${infer Rest}` ? `${Out}-${Rest}`
      : `${Out}+${FormatTerm<Head>}`
    >
  : Out

export type Format<P extends Polynomial> =
  P extends readonly [] ? 0
  : P extends readonly [readonly ['', infer N]] ?
    N extends `${string}/${string}` ?
      N
    : ToNumber<N>
  : FormatSum<P>

const parseTerm = (text: string, sign: bigint): readonly [string, Coefficient] => {
  const [top = '', ...divisors] = text.split('/')
  const factors = top.split('*')
  const numeric = /^\d+$/.test(factors[0] ?? '')
  let by = coefficient(sign * BigInt(numeric ? (factors.shift() ?? 1) : 1))
  let names = factors.sort(byAscii).join('*')
  for (const divisor of divisors) {
    if (/^\d+$/.test(divisor)) by = coefficient(by.top, by.bottom * BigInt(divisor))
    else names = multiplyNames(names, `/${divisor}`)
  }
  return [names, by]
}

export const parse = (dim: Dim): Terms => {
  const terms = new Map<string, Coefficient>()
  if (typeof dim === 'number') {
    if (dim !== 0) terms.set('', coefficient(BigInt(dim)))
    return terms
  }
  for (const [, sign, text] of dim.matchAll(/([+-]?)([^+-]+)/g))
    addTo(terms, ...parseTerm(text ?? '', sign === '-' ? -1n : 1n))
  return terms
}

export const parseProduct = (shape: Shape): Terms =>
  shape.reduce<Terms>((total, dim) => multiplyTerms(total, parse(dim)), new Map([['', one]]))

const formatTerm = (key: string, { top, bottom }: Coefficient): string => {
  const [names = '', divisors = ''] = key.split('/')
  const product =
    names === '' ? String(top)
    : top === 1n ? names
    : top === -1n ? `-${names}`
    : `${top}*${names}`
  return [product, ...(bottom === 1n ? [] : [bottom]), ...listOf(divisors)].join('/')
}

export const formatTerms = (terms: Terms): string => {
  const order = [...terms].sort(([a], [b]) =>
    a === '' ? 1
    : b === '' ? -1
    : byAscii(a, b),
  )
  const texts = order.map(([names, by]) => formatTerm(names, by))
  return texts.length === 0 ? '0' : texts.reduce((sum, text) => (text.startsWith('-') ? sum + text : `${sum}+${text}`))
}

export const toDim = (terms: Terms): Dim => {
  if (terms.size === 0) return 0
  const constant = terms.get('')
  return terms.size === 1 && constant?.bottom === 1n ? Number(constant.top) : formatTerms(terms)
}
