/**
 * Coefficients of polynomial.ts: whole numbers with a sign, and fractions of them in lowest terms (`'3/2'`), which arise
 * in quotients such as `3*D/2`. As types on digits and as functions on pairs of big integers.
 */
import type { AddDigits, DivideDigits, MultiplyDigits, SubtractDigits } from './nat.js'

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

export type Negated<A extends string> =
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

/** The quotient when B (unsigned, not 0) divides A, else false. */
export type DivideSigned<A extends string, B extends string> =
  A extends `-${infer a}` ?
    DivideSigned<a, B> extends infer Q extends string ?
      Negated<Q>
    : false
  : DivideDigits<A, B> extends [infer Q extends string, '0'] ? Q
  : false

/** Over 1, or over the denominator that it has. */
type Parts<A extends string> = A extends `${infer Top}/${infer Bottom}` ? [Top, Bottom] : [A, '1']

type CommonDivisor<A extends string, B extends string> =
  B extends '0' ? A
  : DivideDigits<A, B> extends [unknown, infer Rest extends string] ? CommonDivisor<B, Rest>
  : never

/** A fraction in lowest terms; no denominator when it is 1. */
type Lowest<Top extends string, Bottom extends string> =
  Top extends '0' ? '0'
  : Top extends `-${infer Positive}` ? Negated<Lowest<Positive, Bottom>>
  : CommonDivisor<Top, Bottom> extends infer By extends string ?
    [DivideDigits<Top, By>, DivideDigits<Bottom, By>] extends (
      [[infer N extends string, unknown], [infer M extends string, unknown]]
    ) ?
      M extends '1' ?
        N
      : `${N}/${M}`
    : never
  : never

type AddFractions<A extends [string, string], B extends [string, string]> =
  [AddSigned<MultiplySigned<A[0], B[1]>, MultiplySigned<B[0], A[1]>>, MultiplyDigits<A[1], B[1]>] extends (
    [infer Top extends string, infer Bottom extends string]
  ) ?
    Lowest<Top, Bottom>
  : never

/** A + B. */
export type AddCoefficients<A extends string, B extends string> =
  `${A}${B}` extends `${string}/${string}` ? AddFractions<Parts<A>, Parts<B>> : AddSigned<A, B>

type MultiplyFractions<A extends [string, string], B extends [string, string]> =
  [MultiplySigned<A[0], B[0]>, MultiplyDigits<A[1], B[1]>] extends (
    [infer Top extends string, infer Bottom extends string]
  ) ?
    Lowest<Top, Bottom>
  : never

/** A * B. */
export type MultiplyCoefficients<A extends string, B extends string> =
  A extends '1' ? B
  : B extends '1' ? A
  : `${A}${B}` extends `${string}/${string}` ? MultiplyFractions<Parts<A>, Parts<B>>
  : MultiplySigned<A, B>

/** 1 / A, for positive A. */
export type InverseCoefficient<A extends string> =
  Parts<A> extends [infer Top extends string, infer Bottom extends string] ?
    Top extends '1' ?
      Bottom
    : `${Bottom}/${Top}`
  : never

/** A coefficient at run time: a fraction in lowest terms with a positive denominator. */
export interface Coefficient {
  readonly top: bigint
  readonly bottom: bigint
}

const commonDivisor = (a: bigint, b: bigint): bigint => {
  while (b !== 0n) [a, b] = [b, a % b]
  return a < 0n ? -a : a
}

/** The fraction in lowest terms. */
export const coefficient = (top: bigint, bottom = 1n): Coefficient => {
  const by = bottom === 1n ? 1n : commonDivisor(top, bottom)
  return { top: top / by, bottom: bottom / by }
}

/** a + b. */
export const addCoefficients = (a: Coefficient, b: Coefficient): Coefficient =>
  coefficient(a.top * b.bottom + b.top * a.bottom, a.bottom * b.bottom)

/** a * b. */
export const multiplyCoefficients = (a: Coefficient, b: Coefficient): Coefficient =>
  coefficient(a.top * b.top, a.bottom * b.bottom)

/** `3/2`, or `3`. */
export const formatCoefficient = ({ top, bottom }: Coefficient): string =>
  bottom === 1n ? String(top) : `${top}/${bottom}`
