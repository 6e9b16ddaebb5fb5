import { describe, expect, it } from 'vitest'
import {
  addRational,
  compareRational,
  divideRational,
  formatRational,
  multiplyRational,
  rational,
  rationalFromNumber,
  subtractRational,
  toNumber,
} from '../../src/dsl/rational.js'
import { Generator } from '../../src/runtime/random.js'

describe('rationals', () => {
  it('are in lowest terms with a positive denominator', () => {
    expect(rational(6n, -4n)).toEqual({ numerator: -3n, denominator: 2n })
    expect(rational(0, 7)).toEqual({ numerator: 0n, denominator: 1n })
    expect(() => rational(1, 0)).toThrow(RangeError)
  })
  it('take a number as the decimal it prints as', () => {
    expect(formatRational(rationalFromNumber(0.1))).toBe('1/10')
    expect(formatRational(rationalFromNumber(-2.5e-7))).toBe('-1/4000000')
    expect(formatRational(rationalFromNumber(1e22))).toBe('10000000000000000000000')
    expect(() => rationalFromNumber(Infinity)).toThrow(RangeError)
  })
  it('round to the number they came from, subnormal and huge ones too', () => {
    const random = new Generator(1, 'rational')
    const view = new DataView(new ArrayBuffer(8))
    let tried = 0
    while (tried < 3000) {
      view.setUint32(0, random.bits())
      view.setUint32(4, random.bits())
      const value = view.getFloat64(0)
      if (!Number.isFinite(value)) continue
      expect(toNumber(rationalFromNumber(value))).toBe(value)
      tried++
    }
    for (const value of [5e-324, 2.2250738585072014e-308, 1.7976931348623157e308, 2 ** -1074 * 3]) {
      expect(toNumber(rationalFromNumber(value))).toBe(value)
    }
  })
  it('round halves to even', () => {
    expect(toNumber(rational(2n ** 54n + 2n))).toBe(2 ** 54)
    expect(toNumber(rational(2n ** 54n + 6n))).toBe(2 ** 54 + 8)
    expect(toNumber(rational((2n ** 54n + 2n) * 10n ** 30n + 1n, 10n ** 30n))).toBe(2 ** 54 + 4)
  })
  it('compute exactly', () => {
    const third = rational(1, 3)
    expect(addRational(third, rational(1, 6))).toEqual(rational(1, 2))
    expect(subtractRational(third, third)).toEqual(rational(0))
    expect(multiplyRational(third, rational(3, 7))).toEqual(rational(1, 7))
    expect(divideRational(third, rational(-2, 3))).toEqual(rational(-1, 2))
    expect(compareRational(third, rational(33, 100))).toBe(1)
  })
})
