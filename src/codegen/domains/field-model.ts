/**
 * Trusted. What printers and certificates agree on about fields: which primes, where a constant stands in the order, and
 * which functions are symbols. It is part of what is claimed, not of either side.
 *
 * In: constants, the scalar table. Out: places in the order, names.
 */
import type { NamedReal } from '../../dsl/comprehension/types.js'
import type { Rational } from '../../dsl/rational.js'
import { scalarFunctions, type ScalarFunctionName } from '../../dsl/scalar.js'

/** 4079 first (a safe prime, and the kindest to one reduction); 4093 second; the largest below 2^26 that f64 holds squares of. */
export const primes = [4079, 4093, 67_108_859] as const

/**
 * A field so small that computed values often meet each other and thresholds, which in the others has the weight of 1/p. It
 * bears on no bound: it shows what a comparison does with equals.
 */
export const meetingPrime = 61
export type Prime = (typeof primes)[number] | typeof meetingPrime

/**
 * Where a constant stands in the order of the field: 0 at 0, ±m·2^e at ±H·(1/2 + (e + m − 1)/64), strictly inside, so that
 * every order of a value and the usual constants has a share of the field.
 */
export function thresholdOf({ numerator, denominator }: Rational, prime: number): number {
  if (numerator === 0n) return 0
  const half = (prime - 1) / 2
  const size = numerator < 0n ? -numerator : numerator
  let exponent = size.toString(2).length - denominator.toString(2).length
  const below = (e: number): boolean =>
    (e < 0 ? size << BigInt(-e) : size) < (e < 0 ? denominator : denominator << BigInt(e))
  if (below(exponent)) exponent--
  // 2^20 · (size / 2^exponent / denominator), a mantissa of 20 digits
  const scaled = (size << BigInt(20 + Math.max(0, -exponent))) / (denominator << BigInt(Math.max(0, exponent)))
  const place = 0.5 + (exponent + Number(scaled) / 2 ** 20 - 1) / 64
  const threshold = Math.min(half - 1, Math.max(1, Math.floor(half * place)))
  return numerator < 0n ? -threshold : threshold
}

/** π and e stand in comparisons where 22/7 and 19/7 do. */
export const namedPlaces: Readonly<Record<NamedReal, Rational>> = {
  pi: { numerator: 22n, denominator: 7n },
  e: { numerator: 19n, denominator: 7n },
}

/** Functions whose float program is field arithmetic as it stands. */
const algebraic: ReadonlySet<ScalarFunctionName> = new Set<ScalarFunctionName>(['relu'])

/** Float functions that are symbols in a field: everything transcendental, roots included. */
export const atoms: readonly ScalarFunctionName[] = (Object.keys(scalarFunctions) as ScalarFunctionName[]).filter(
  (name) => scalarFunctions[name].program !== undefined && !algebraic.has(name),
)
