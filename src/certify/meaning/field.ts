/**
 * Trusted. The prime field that certificates compute in, in exact integers: nothing here is shared with the printers,
 * whose reductions it checks. Elements are balanced, −H … H; NaN is poison (something was divided by zero), and spreads.
 *
 * In: a prime. Out: arithmetic for the reference, for drawing data and for self-tests.
 */
import type { Rational } from '../../dsl/rational.js'

export class Field {
  /** The largest element. */
  readonly half: number

  constructor(readonly prime: number) {
    this.half = (prime - 1) / 2
  }

  /** The element congruent to an integer below 2^53 − p. */
  balance(x: number): number {
    const rest = x % this.prime
    return (
      rest > this.half ? rest - this.prime
      : rest < -this.half ? rest + this.prime
      : rest
    )
  }

  /** 1/x, and poison for 0. */
  inverse(x: number): number {
    return x === 0 ? NaN : this.#euclid(x)
  }

  /** The element of a rational; NaN where its denominator is a multiple of the prime. */
  residue({ numerator, denominator }: Rational): number {
    const modulus = BigInt(this.prime)
    const above = this.balance(Number(numerator % modulus))
    return this.balance(above * this.inverse(this.balance(Number(denominator % modulus))))
  }

  /** Euclid's algorithm on (p, |x|): keeps r = s·x mod p until r = 1. */
  #euclid(x: number): number {
    if (!Number.isInteger(x)) return NaN
    let [high, low] = [this.prime, Math.abs(x)]
    let [before, now] = [0, 1]
    while (low !== 0) {
      const quotient = Math.floor(high / low)
      ;[high, low] = [low, high - quotient * low]
      ;[before, now] = [now, before - quotient * now]
    }
    return this.balance(x < 0 ? -before : before)
  }
}
