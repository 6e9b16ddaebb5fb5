/**
 * Polynomials in named dimensions, behind dim.ts: parsing, sorting, adding, multiplying, dividing and writing them in
 * the one normal form, as types on lists of terms and as functions on maps of coefficients.
 */
import {
  addCoefficients,
  coefficient,
  formatCoefficient,
  multiplyCoefficients,
  type AddCoefficients,
  type Coefficient,
  type DivideSigned,
  type InverseCoefficient,
  type MultiplyCoefficients,
} from './coefficient.js'
import {
  byAscii,
  inverseNames,
  listOf,
  multiplyNames,
  type BottomOf,
  type DivideNames,
  type InverseNames,
  type MultiplyNames,
  type SortNames,
  type TermBefore,
  type TopOf,
} from './names.js'
import type { MultiplyDigits, ToNumber } from './nat.js'
import type { Dim, Shape } from './shape.js'

/** A product of names as in names.ts (`'B*T'`, or `''` for a plain number) and its coefficient. */
export type Term = readonly [names: string, coefficient: string]
export type Polynomial = readonly Term[]

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

type AddTerm<P extends Polynomial, T extends Term, Done extends Polynomial = []> =
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

export type SortTerms<P extends Polynomial, Out extends Polynomial = []> =
  P extends readonly [infer Head extends Term, ...infer Tail extends Polynomial] ?
    SortTerms<Tail, AddTerm<Out, [SortNames<Head[0]>, Head[1]]>>
  : Out

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

export type ProductPolynomial<
  S extends readonly unknown[],
  Numbers extends string = '1',
  Out extends Polynomial = [['', '1']],
> =
  S extends readonly [infer Head, ...infer Tail] ?
    Head extends number ?
      ProductPolynomial<Tail, MultiplyDigits<Numbers, `${Head}`>, Out>
    : ProductPolynomial<Tail, Numbers, MultiplyPolynomials<Out, Parse<Head>>>
  : Numbers extends '0' ? []
  : Numbers extends '1' ? Out
  : Out extends [['', '1']] ? [['', Numbers]]
  : MultiplyTerm<Out, ['', Numbers]>

// ---- the same, at run time: coefficients by names ----

export type Terms = ReadonlyMap<string, Coefficient>

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

export const addTo = (terms: Map<string, Coefficient>, names: string, by: Coefficient): void => {
  const known = terms.get(names)
  const total = known === undefined ? by : addCoefficients(known, by)
  if (total.top === 0n) terms.delete(names)
  else terms.set(names, total)
}

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

const one = coefficient(1n)

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

export const productTerms = (shape: Shape): Terms =>
  shape.reduce<Terms>((total, dim) => multiplyTerms(total, parse(dim)), new Map([['', one]]))
