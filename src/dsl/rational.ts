/**
 * Exact rational numbers. Every constant of the comprehension IR is one, folded exactly and rounded only by a printer,
 * so that the same constant has one meaning in f32, in f64 and in a finite field.
 *
 * In: integers, decimals as the author wrote them. Out: normalised fractions; `toNumber` is the one place of rounding.
 */
export interface Rational {
  readonly numerator: bigint
  /** Positive, and coprime with the numerator. */
  readonly denominator: bigint
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  while (b !== 0n) [a, b] = [b, a % b]
  return a < 0n ? -a : a
}

/**
 * numerator / denominator in lowest terms.
 *
 * @throws RangeError when the denominator is zero.
 * @example
 * rational(6n, -4n) // { numerator: -3n, denominator: 2n }
 */
export function rational(numerator: bigint | number, denominator: bigint | number = 1n): Rational {
  let n = BigInt(numerator)
  let d = BigInt(denominator)
  if (d === 0n) throw new RangeError(`rational: ${n}/0 is not a number`)
  if (d < 0n) [n, d] = [-n, -d]
  if (d === 1n) return { numerator: n, denominator: d }
  const divisor = greatestCommonDivisor(n, d)
  return divisor === 1n ? { numerator: n, denominator: d } : { numerator: n / divisor, denominator: d / divisor }
}

/**
 * The decimal that a number prints as, exactly: 0.1 is 1/10 and not the double nearest to it, since 1/10 is what the
 * author wrote.
 *
 * @throws RangeError for NaN and infinities.
 * @example
 * rationalFromNumber(0.1) // { numerator: 1n, denominator: 10n }
 */
export function rationalFromNumber(value: number): Rational {
  if (!Number.isFinite(value)) throw new RangeError(`rational: ${value} is not a finite number`)
  if (Number.isInteger(value) && Math.abs(value) < 1e21) return { numerator: BigInt(value), denominator: 1n }
  const [mantissa = '', exponentText = '0'] = String(value).split('e')
  const [whole = '', fraction = ''] = mantissa.split('.')
  const exponent = Number(exponentText) - fraction.length
  const digits = BigInt(whole + fraction)
  return exponent >= 0 ? rational(digits * 10n ** BigInt(exponent)) : rational(digits, 10n ** BigInt(-exponent))
}

export const addRational = (a: Rational, b: Rational): Rational =>
  rational(a.numerator * b.denominator + b.numerator * a.denominator, a.denominator * b.denominator)

export const negateRational = (a: Rational): Rational => ({ numerator: -a.numerator, denominator: a.denominator })

export const subtractRational = (a: Rational, b: Rational): Rational => addRational(a, negateRational(b))

export const multiplyRational = (a: Rational, b: Rational): Rational =>
  rational(a.numerator * b.numerator, a.denominator * b.denominator)

/** @throws RangeError when b is zero. */
export const divideRational = (a: Rational, b: Rational): Rational =>
  rational(a.numerator * b.denominator, a.denominator * b.numerator)

/** Negative, zero or positive as a < b, a = b, a > b. */
export function compareRational(a: Rational, b: Rational): number {
  const difference = a.numerator * b.denominator - b.numerator * a.denominator
  return (
    difference < 0n ? -1
    : difference > 0n ? 1
    : 0
  )
}

export const equalRational = (a: Rational, b: Rational): boolean =>
  a.numerator === b.numerator && a.denominator === b.denominator

const bitLength = (n: bigint): number => n.toString(2).length

/**
 * The nearest double, ties to even.
 *
 * Operands below 2⁵³ divide with one correctly rounded operation. Otherwise the quotient is computed with at least 64
 * bits, of which the last also says whether anything non-zero follows; `Number` then rounds that integer correctly.
 */
export function toNumber({ numerator, denominator }: Rational): number {
  const negative = numerator < 0n
  const n = negative ? -numerator : numerator
  const exact = 1n << 53n
  if (n <= exact && denominator <= exact) return Number(numerator) / Number(denominator)
  const exponent = bitLength(n) - bitLength(denominator) // 2^(exponent − 1) < n/d < 2^(exponent + 1)
  // Subnormal results have fewer bits: keep two beyond the last one that a double has, and let them decide the rounding.
  const shift = Math.min(66 - exponent, 1074 + 2)
  const scaled = shift >= 0 ? n << BigInt(shift) : n
  const divisor = shift >= 0 ? denominator : denominator << BigInt(-shift)
  const quotient = scaled / divisor
  const sticky = quotient * divisor === scaled ? quotient : quotient | 1n
  let result = Number(sticky)
  for (let left = shift; left !== 0;) {
    const step = Math.max(-1000, Math.min(1000, left))
    result *= 2 ** -step
    left -= step
  }
  return negative ? -result : result
}

/** `3`, `-1/2`. */
export const formatRational = ({ numerator, denominator }: Rational): string =>
  denominator === 1n ? String(numerator) : `${numerator}/${denominator}`
