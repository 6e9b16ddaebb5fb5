/**
 * Whole-number polynomials in named dimensions, behind dim.ts: parsing, sorting, adding, multiplying and writing them in
 * the one normal form, as types on lists of terms and as functions on maps of coefficients.
 */
import type { AddDigits, DivideDigits, MultiplyDigits, SubtractDigits, ToNumber } from './nat.js'
import type { Dim, Shape } from './shape.js'

/** A product of names (`'B*T'`, or `''` for a plain number) and its signed coefficient. */
export type Term = readonly [names: string, coefficient: string]
export type Polynomial = readonly Term[]

// ---- whole numbers with a sign, as digits ----

type AddSigned<A extends string, B extends string> =
  A extends `-${infer a}` ?
    B extends `-${infer b}` ?
      `-${AddDigits<a, b>}`
    : SubtractSigned<B, a>
  : B extends `-${infer b}` ? SubtractSigned<A, b>
  : AddDigits<A, B>

/** A - B for unsigned A and B. */
type SubtractSigned<A extends string, B extends string> =
  SubtractDigits<A, B> extends infer Difference extends string ? Difference : `-${SubtractDigits<B, A>}`

type Negated<A extends string> =
  A extends '0' ? '0'
  : A extends `-${infer a}` ? a
  : `-${A}`

type MultiplySigned<A extends string, B extends string> =
  A extends `-${infer a}` ?
    B extends `-${infer b}` ?
      MultiplyDigits<a, b>
    : Negated<MultiplyDigits<a, B>>
  : B extends `-${infer b}` ? Negated<MultiplyDigits<A, b>>
  : MultiplyDigits<A, B>

/** Quotient when B (unsigned, not 0) divides A, else false. */
type DivideSigned<A extends string, B extends string> =
  A extends `-${infer a}` ?
    DivideSigned<a, B> extends infer Q extends string ?
      Negated<Q>
    : false
  : DivideDigits<A, B> extends [infer Q extends string, '0'] ? Q
  : false

// ---- order of names ----

type Ascii = '$*0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz'

/** True when the text A sorts before the text B, character by character. */
export type SortsBefore<A extends string, B extends string> =
  A extends `${infer a}${infer RestA}` ?
    B extends `${infer b}${infer RestB}` ?
      a extends b ? SortsBefore<RestA, RestB>
      : Ascii extends `${string}${a}${string}${b}${string}` ? true
      : false
    : false
  : B extends '' ? false
  : true

/** Terms in the order of their names, the plain number last. */
type TermBefore<A extends string, B extends string> =
  A extends '' ? false
  : B extends '' ? true
  : SortsBefore<A, B>

type InsertName<Names extends string, Name extends string> =
  Names extends '' ? Name
  : Names extends `${infer Head}*${infer Tail}` ?
    SortsBefore<Head, Name> extends true ?
      `${Head}*${InsertName<Tail, Name>}`
    : `${Name}*${Names}`
  : SortsBefore<Names, Name> extends true ? `${Names}*${Name}`
  : `${Name}*${Names}`

type MultiplyNames<A extends string, B extends string> =
  A extends '' ? B
  : B extends '' ? A
  : B extends `${infer Head}*${infer Tail}` ? MultiplyNames<InsertName<A, Head>, Tail>
  : InsertName<A, B>

/** The names left when each of By is taken from Names once; false when one is not there. */
type DivideNames<Names extends string, By extends string> =
  By extends '' ? Names
  : By extends `${infer Head}*${infer Tail}` ?
    RemoveName<Names, Head> extends infer Rest extends string ?
      DivideNames<Rest, Tail>
    : false
  : RemoveName<Names, By>

type RemoveName<Names extends string, Name extends string, Done extends string = ''> =
  Names extends `${infer Head}*${infer Tail}` ?
    Head extends Name ?
      `${Done}${Tail}`
    : RemoveName<Tail, Name, `${Done}${Head}*`>
  : Names extends Name ?
    Done extends `${infer Before}*` ?
      Before
    : ''
  : false

// ---- polynomials ----

type ParseTerm<S extends string, Sign extends '' | '-' = ''> =
  S extends `${infer Head}*${infer Names}` ?
    Head extends `${number}` ?
      [Names, `${Sign}${Head}`]
    : [S, `${Sign}1`]
  : S extends `${number}` ? ['', `${Sign}${S}`]
  : [S, `${Sign}1`]

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
      AddSigned<Head[1], T[1]> extends infer Sum extends string ?
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
    MultiplyTerm<Tail, T, AddTerm<Out, [MultiplyNames<Head[0], T[0]>, MultiplySigned<Head[1], T[1]>]>>
  : Out

export type MultiplyPolynomials<P extends Polynomial, Q extends Polynomial, Out extends Polynomial = []> =
  Q extends readonly [infer Head extends Term, ...infer Tail extends Polynomial] ?
    MultiplyPolynomials<P, Tail, AddPolynomials<Out, MultiplyTerm<P, Head>>>
  : Out

type FormatTerm<T extends Term> =
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
  : P extends readonly [readonly ['', infer N]] ? ToNumber<N>
  : FormatSum<P>

type SortNames<Names extends string, Out extends string = ''> =
  Names extends `${infer Head}*${infer Tail}` ? SortNames<Tail, MultiplyNames<Out, Head>> : MultiplyNames<Out, Names>

export type SortTerms<P extends Polynomial, Out extends Polynomial = []> =
  P extends readonly [infer Head extends Term, ...infer Tail extends Polynomial] ?
    SortTerms<Tail, AddTerm<Out, [SortNames<Head[0]>, Head[1]]>>
  : Out

export type DividePolynomial<P extends Polynomial, T extends Term, Out extends Polynomial = []> =
  P extends readonly [infer Head extends Term, ...infer Tail extends Polynomial] ?
    DivideNames<Head[0], T[0]> extends infer Names extends string ?
      DivideSigned<Head[1], T[1]> extends infer Quotient extends string ?
        DividePolynomial<Tail, T, AddTerm<Out, [Names, Quotient]>>
      : false
    : false
  : Format<Out>

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

export type Terms = ReadonlyMap<string, bigint>

export const parse = (dim: Dim): Terms => {
  const terms = new Map<string, bigint>()
  if (typeof dim === 'number') {
    if (dim !== 0) terms.set('', BigInt(dim))
    return terms
  }
  for (const [, sign, text] of dim.matchAll(/([+-]?)([^+-]+)/g)) {
    const factors = (text ?? '').split('*')
    const numeric = /^\d+$/.test(factors[0] ?? '')
    const coefficient = BigInt(numeric ? (factors.shift() ?? 1) : 1)
    addTo(terms, factors.sort(byAscii).join('*'), sign === '-' ? -coefficient : coefficient)
  }
  return terms
}

export const byAscii = (a: string, b: string): number =>
  a < b ? -1
  : a > b ? 1
  : 0

export const addTo = (terms: Map<string, bigint>, names: string, coefficient: bigint): void => {
  const total = (terms.get(names) ?? 0n) + coefficient
  if (total === 0n) terms.delete(names)
  else terms.set(names, total)
}

export const formatTerms = (terms: Terms): string => {
  const order = [...terms].sort(([a], [b]) =>
    a === '' ? 1
    : b === '' ? -1
    : byAscii(a, b),
  )
  const texts = order.map(([names, coefficient]) =>
    names === '' ? String(coefficient)
    : coefficient === 1n ? names
    : coefficient === -1n ? `-${names}`
    : `${coefficient}*${names}`,
  )
  return texts.length === 0 ? '0' : texts.reduce((sum, text) => (text.startsWith('-') ? sum + text : `${sum}+${text}`))
}

export const toDim = (terms: Terms): Dim => {
  if (terms.size === 0) return 0
  const constant = terms.get('')
  return terms.size === 1 && constant !== undefined ? Number(constant) : formatTerms(terms)
}

export const addTerms = (a: Terms, b: Terms, factor = 1n): Terms => {
  const sum = new Map(a)
  for (const [names, coefficient] of b) addTo(sum, names, coefficient * factor)
  return sum
}

const joinNames = (a: string, b: string): string =>
  [...a.split('*'), ...b.split('*')]
    .filter((name) => name !== '')
    .sort(byAscii)
    .join('*')

export const multiplyTerms = (a: Terms, b: Terms): Terms => {
  const product = new Map<string, bigint>()
  for (const [left, x] of a) for (const [right, y] of b) addTo(product, joinNames(left, right), x * y)
  return product
}

export const productTerms = (shape: Shape): Terms =>
  shape.reduce<Terms>((total, dim) => multiplyTerms(total, parse(dim)), new Map([['', 1n]]))
