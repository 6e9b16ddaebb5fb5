/** Exact constants to literals: the one place where a rational or a named real is rounded. */
import type { NamedReal } from '../../dsl/comprehension/types.js'
import type { Rational } from '../../dsl/rational.js'

const bits = (value: bigint): number => value.toString(2).length

/** The double nearest to a rational, halves to even. */
export function nearestDouble({ numerator, denominator }: Rational): number {
  if (numerator === 0n) return 0
  const magnitude = numerator < 0n ? -numerator : numerator
  // a quotient of at least 64 significant bits and a sticky last bit rounds to a double as the exact value does
  const shift = Math.max(0, 66 - bits(magnitude) + bits(denominator))
  const scaled = magnitude << BigInt(shift)
  let quotient = scaled / denominator
  if (quotient * denominator !== scaled) quotient |= 1n
  const value = Number(quotient)
  const half = Math.trunc(shift / 2)
  const rounded = value * 2 ** -half * 2 ** -(shift - half)
  return numerator < 0n ? -rounded : rounded
}

const namedReals: Readonly<Record<NamedReal, number>> = { pi: Math.PI, e: Math.E }

export function doubleOf(value: Rational | NamedReal | number): number {
  return (
    typeof value === 'number' ? value
    : typeof value === 'string' ? namedReals[value]
    : nearestDouble(value)
  )
}

/** A literal that reads back as exactly this double; negative ones in brackets, so that they can follow any operator. */
export function literal(value: number): string {
  if (Number.isNaN(value)) return 'NaN'
  const text = Object.is(value, -0) ? '-0' : String(value)
  return text.startsWith('-') ? `(${text})` : text
}
