/**
 * Exact arithmetic on whole-number literals, as types and as functions. The types work on decimal digits with the
 * lookup tables of nat-tables.ts, so their cost grows with the number of digits and not with the number. "Digits" is a
 * decimal numeral as a string literal, most significant digit first; "little" one has its least significant first.
 */
import type { DigitDifferences, DigitProducts, DigitQuotients, DigitSums } from './nat-tables.js'

/** The digits in reverse order. (The last of three inferred parts may be empty: two and three digits are one step.) */
type Reverse<S extends string, Out extends string = ''> =
  S extends `${infer A}${infer B}${infer C}${infer D}${infer Rest}` ? Reverse<Rest, `${D}${C}${B}${A}${Out}`>
  : S extends `${infer A}${infer B}${infer C}` ? `${C}${B}${A}${Out}`
  : `${S}${Out}`

type Trim<S extends string> =
  S extends `0${infer Rest}` ?
    Rest extends '' ?
      '0'
    : Trim<Rest>
  : S

/** A numeral as a number literal; `number` when it is too large to be one exactly. */
export type ToNumber<Digits> = Digits extends `${infer N extends number}` ? N : number

type AddLittle<A extends string, B extends string, Carry extends string = '0', Out extends string = ''> =
  A extends `${infer a}${infer RestA}` ?
    B extends `${infer b}${infer RestB}` ?
      DigitSums[`${Carry}${a}${b}`] extends `${infer c}${infer d}` ?
        AddLittle<RestA, RestB, c, `${Out}${d}`>
      : never
    : Carry extends '0' ? `${Out}${A}`
    : AddLittle<A, '0', Carry, Out>
  : B extends '' ?
    Carry extends '0' ?
      Out
    : `${Out}1`
  : Carry extends '0' ? `${Out}${B}`
  : AddLittle<'0', B, Carry, Out>

/** The difference, most significant digit first, of little-endian numerals; false when B is larger. */
type SubtractLittle<A extends string, B extends string, Borrow extends string = '0', Out extends string = ''> =
  A extends `${infer a}${infer RestA}` ?
    B extends `${infer b}${infer RestB}` ?
      DigitDifferences[`${Borrow}${a}${b}`] extends `${infer c}${infer d}` ?
        SubtractLittle<RestA, RestB, c, `${d}${Out}`>
      : never
    : Borrow extends '0' ? Trim<`${Reverse<A>}${Out}`>
    : SubtractLittle<A, '0', Borrow, Out>
  : `${B}${Borrow}` extends '0' ? Trim<Out>
  : false

/** Little-endian A times one digit. */
type TimesDigit<A extends string, Factor extends string, Carry extends string = '0', Out extends string = ''> =
  Factor extends '1' ? A
  : A extends `${infer a}${infer Rest}` ?
    DigitProducts[`${Factor}${Carry}${a}`] extends `${infer c}${infer d}` ?
      TimesDigit<Rest, Factor, c, `${Out}${d}`>
    : never
  : Carry extends '0' ? Out
  : `${Out}${Carry}`

/** Horner: little-endian A times big-endian B, little-endian result. */
type MultiplyLittle<A extends string, B extends string, Out extends string = ''> =
  B extends `${infer b}${infer Rest}` ?
    MultiplyLittle<
      A,
      Rest,
      b extends '0' ?
        Out extends '' ?
          ''
        : `0${Out}`
      : Out extends '' ? TimesDigit<A, b>
      : AddLittle<`0${Out}`, TimesDigit<A, b>>
    >
  : Out

export type AddDigits<A extends string, B extends string> =
  A extends '0' ? B
  : B extends '0' ? A
  : Reverse<AddLittle<Reverse<A>, Reverse<B>>>

/** A - B; false when B is larger. */
export type SubtractDigits<A extends string, B extends string> =
  B extends '0' ? A
  : A extends B ? '0'
  : SubtractLittle<Reverse<A>, Reverse<B>>

export type MultiplyDigits<A extends string, B extends string> =
  A extends '0' ? '0'
  : B extends '0' ? '0'
  : A extends '1' ? B
  : B extends '1' ? A
  : Reverse<MultiplyLittle<Reverse<A>, B>>

/** Which of two different digits comes first in `0123456789`. */
type DigitOrder<A extends string, B extends string> =
  '0123456789' extends `${string}${A}${string}${B}${string}` ? 'less' : 'greater'

export type CompareDigits<A extends string, B extends string, Found extends string = 'equal'> =
  A extends B ? Found
  : A extends `${infer a}${infer RestA}` ?
    B extends `${infer b}${infer RestB}` ?
      CompareDigits<
        RestA,
        RestB,
        Found extends 'equal' ?
          a extends b ?
            'equal'
          : DigitOrder<a, b>
        : Found
      >
    : 'greater'
  : B extends '' ? Found
  : 'less'

/** Division by a single digit: one table step for each digit of A. */
type DivideByDigit<A extends string, By extends string, Rest extends string = '0', Quotient extends string = ''> =
  A extends `${infer a}${infer More}` ?
    DigitQuotients[`${By}${Rest}${a}`] extends `${infer q}${infer r}` ?
      DivideByDigit<More, By, r, `${Quotient}${q}`>
    : never
  : [Trim<Quotient>, Rest]

interface NextDigit {
  '0': '1'
  '1': '2'
  '2': '3'
  '3': '4'
  '4': '5'
  '5': '6'
  '6': '7'
  '7': '8'
  '8': '9'
  '9': never
}

/** Long division: how often By (at most nine times) fits into the running remainder, by repeated subtraction. */
type Fit<Rest extends string, By extends string, Count extends keyof NextDigit = '0'> =
  SubtractDigits<Rest, By> extends infer Less extends string ? Fit<Less, By, NextDigit[Count]> : [Count, Rest]

type DivideLong<A extends string, By extends string, Rest extends string = '0', Quotient extends string = ''> =
  A extends `${infer a}${infer More}` ?
    Fit<Rest extends '0' ? a : `${Rest}${a}`, By> extends [infer q extends string, infer r extends string] ?
      DivideLong<More, By, r, `${Quotient}${q}`>
    : never
  : [Trim<Quotient>, Rest]

/** Quotient and remainder of A by a positive B. */
export type DivideDigits<A extends string, B extends string> =
  B extends '1' ? [A, '0']
  : B extends Exclude<keyof NextDigit, '0' | '1'> ? DivideByDigit<A, B>
  : DivideLong<A, B>

/** The product of a list of whole numbers, as digits (exact at any size). */
export type ProductDigits<S extends readonly unknown[], Out extends string = '1'> =
  S extends readonly [infer Head extends number, ...infer Tail] ? ProductDigits<Tail, MultiplyDigits<Out, `${Head}`>>
  : Out

/** X + Y. */
export type Add<X extends number, Y extends number> =
  Y extends 0 ? X
  : X extends 0 ? Y
  : ToNumber<AddDigits<`${X}`, `${Y}`>>

/** X - Y; negative when Y is larger. */
export type Subtract<X extends number, Y extends number> =
  Y extends 0 ? X
  : X extends Y ? 0
  : SubtractDigits<`${X}`, `${Y}`> extends infer Difference extends string ? ToNumber<Difference>
  : ToNumber<`-${SubtractDigits<`${Y}`, `${X}`>}`>

/** X * Y. */
export type Multiply<X extends number, Y extends number> =
  X extends 1 ? Y
  : Y extends 1 ? X
  : ToNumber<MultiplyDigits<`${X}`, `${Y}`>>

/** Floor of X / Y, for positive Y. */
export type Divide<X extends number, Y extends number> =
  DivideDigits<`${X}`, `${Y}`> extends [infer Quotient, unknown] ? ToNumber<Quotient> : never

/** Remainder of X / Y, for positive Y. */
export type Modulo<X extends number, Y extends number> =
  DivideDigits<`${X}`, `${Y}`> extends [unknown, infer Remainder] ? ToNumber<Remainder> : never

/** `'less'`, `'equal'` or `'greater'`. */
export type Compare<X extends number, Y extends number> = X extends Y ? 'equal' : CompareDigits<`${X}`, `${Y}`>

/** The product of a list of whole numbers; `number` beyond 2^53. */
export type Product<S extends readonly number[]> = ToNumber<ProductDigits<S>>

/** False for a negative literal, a fraction, and a literal too large to be written without an exponent. */
export type IsNatural<N> =
  N extends number ?
    `${N}` extends `-${string}` | `${string}.${string}` | `${string}e${string}` | 'Infinity' | 'NaN' ?
      false
    : true
  : false

export const add = (x: number, y: number): number => x + y
export const subtract = (x: number, y: number): number => x - y
export const multiply = (x: number, y: number): number => x * y
export const divide = (x: number, y: number): number => Math.floor(x / y)
export const modulo = (x: number, y: number): number => x % y
export const compare = (x: number, y: number): 'less' | 'equal' | 'greater' =>
  x < y ? 'less'
  : x > y ? 'greater'
  : 'equal'
export const product = (numbers: readonly number[]): number => numbers.reduce((total, n) => total * n, 1)

/** Whether a number is whole, not negative, and exact. */
export const isNatural = (n: number): boolean => Number.isSafeInteger(n) && n >= 0
