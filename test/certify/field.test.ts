/** The arithmetic that certificates rest on: spellings against integers, thresholds, and the symbols' own laws. */
import { describe, expect, it } from 'vitest'
import {
  fieldDomain,
  meetingPrime,
  primes,
  residueOf,
  thresholdOf,
  NoResidueError,
} from '../../src/codegen/domains/field.js'
import { rational, rationalFromNumber } from '../../src/dsl/rational.js'
import { balanceText } from '../../src/certify/fast/compile.js'
import { Field } from '../../src/certify/meaning/field.js'
import { FunctionModel } from '../../src/certify/meaning/functions.js'
import { javascript } from '../../src/certify/trials/javascript.js'

describe('spellings', () => {
  it.each([...primes, meetingPrime] as const)('compute as integers do modulo %i', (prime) => {
    expect(javascript.selfTest(prime, 200_000)).toBeNull()
  })

  it.each([4079, 4093] as const)('reduce every integer up to 2^24 modulo %i, and every one fits f32', (prime) => {
    const { prelude } = fieldDomain(prime)
    const red = new Function('functions', `${prelude.join('\n')}\nreturn red`)({}) as (x: number) => number
    const half = (prime - 1) / 2
    let wrong = 0
    let residue = 0
    for (let x = 0; x <= half * half + half; x++) {
      if (red(x) !== residue || red(-x) + residue !== 0) wrong++
      residue = residue === half ? -half : residue + 1
    }
    expect(wrong).toBe(0)
    expect(half * half + half).toBeLessThan(2 ** 24)
  })

  it.each([...primes, meetingPrime] as const)(
    'balance as integers do modulo %i, next to every kind of quotient',
    (prime) => {
      const field = new Field(prime)
      const { half } = field
      const text = new Function('prime', 'half', `${balanceText}\nreturn balance`)(prime, half) as (x: number) => number
      const modulus = BigInt(prime)
      const largest = Math.floor(2 ** 53 / prime) - 1
      const quotients = Array.from({ length: 2000 }, (_, at) => Math.floor(largest * (at / 2000) ** 5))
      const wrong = [...quotients, largest, largest - 1].flatMap((quotient) =>
        [-1, 0, 1, half - 1, half, half + 1, half + 2].flatMap((rest) =>
          [1, -1].flatMap((sign) => {
            const x = sign * (quotient * prime + rest)
            const remainder = Number(((BigInt(x) % modulus) + modulus) % modulus)
            const want = remainder > half ? remainder - prime : remainder
            return text(x) === want && field.balance(x) === want ? [] : [x]
          }),
        ),
      )
      expect(wrong).toEqual([])
    },
  )

  it('is refused when a reduction is wrong', () => {
    const broken = new Function('return (x) => x - 4079 * Math.floor(x / 4079)')() as (x: number) => number
    expect(broken(4078)).not.toBe(new Field(4079).balance(4078))
  })
})

describe('constants', () => {
  it('are exact', () => {
    for (const prime of primes) {
      const field = new Field(prime)
      for (const value of [0.1, 1 / 3, -2.5, 784, 1e-5]) {
        const exact = rationalFromNumber(value)
        expect(residueOf(exact, prime)).toBe(field.residue(exact))
        expect(field.balance(residueOf(exact, prime) * field.balance(Number(exact.denominator % BigInt(prime))))).toBe(
          field.balance(Number(exact.numerator % BigInt(prime))),
        )
      }
    }
    expect(() => residueOf(rational(1, 4079), 4079)).toThrow(NoResidueError)
  })

  it('have places in the order: odd, monotone, none at the ends', () => {
    const values = [1e-9, 0.01, 0.1, 0.5, 0.75, 1, 1.5, 2, 3, 6, 100, 1e9].map(rationalFromNumber)
    for (const prime of primes) {
      const places = values.map((value) => thresholdOf(value, prime))
      expect(places).toEqual([...places].sort((a, b) => a - b))
      expect(new Set(places).size).toBe(places.length)
      expect(Math.max(...places)).toBeLessThan((prime - 1) / 2)
      expect(places[0]).toBeGreaterThan(0)
      for (const [at, value] of values.entries())
        expect(thresholdOf({ numerator: -value.numerator, denominator: value.denominator }, prime)).toBe(-places[at]!)
      expect(thresholdOf(rational(0), prime)).toBe(0)
    }
  })
})

describe('symbols', () => {
  it.each(primes)('keep their pins and reflections modulo %i, and change from trial to trial', (prime) => {
    const field = new Field(prime)
    const model = new FunctionModel(field)
    const { exp, tanh, sigmoid, cos, sqrt } = model.functions as Record<string, (x: number) => number>
    const drawn: number[][] = []
    for (const seed of ['a', 'b']) {
      model.reset(seed)
      expect([exp!(0), tanh!(0), cos!(0), sqrt!(1)].map((y) => y + 0)).toEqual([1, 0, 1, 1])
      expect(field.balance(2 * sigmoid!(0))).toBe(1)
      for (const x of [1, 2, 77, 2000]) {
        expect(field.balance(exp!(x) * exp!(-x))).toBe(1)
        expect(tanh!(-x) + tanh!(x)).toBe(0)
        expect(field.balance(sigmoid!(x) + sigmoid!(-x))).toBe(1)
        expect(cos!(-x)).toBe(cos!(x))
      }
      drawn.push([1, 2, 3, 4, 5].map((x) => exp!(x)))
      expect(drawn.at(-1)).toEqual([1, 2, 3, 4, 5].map((x) => exp!(x)))
    }
    expect(drawn[0]).not.toEqual(drawn[1])
  })
})
