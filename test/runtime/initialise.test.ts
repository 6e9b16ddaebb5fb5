import { describe, expect, it } from 'vitest'
import { RuntimeShapeError } from '../../src/runtime/errors.js'
import { initialise } from '../../src/runtime/initialise.js'
import type { Initializer } from '../../src/runtime/manifest.js'

const values = (initializer: Initializer, count = 20_000, name = 'w', seed = 0) => {
  const out = new Float64Array(count)
  initialise(initializer, name, seed, out)
  return out
}
const deviation = (xs: Float64Array) => Math.sqrt(xs.reduce((sum, x) => sum + x * x, 0) / xs.length)
const largest = (xs: Float64Array) => xs.reduce((most, x) => Math.max(most, Math.abs(x)), 0)
const fans = { fanIn: 12, fanOut: 36, gain: 2 }

describe('initialise', () => {
  it('constant and data are written as they are', () => {
    expect([...values({ kind: 'constant', value: 0.5 }, 3)]).toEqual([0.5, 0.5, 0.5])
    expect([...values({ kind: 'data', values: [1, 2, 3] }, 3)]).toEqual([1, 2, 3])
    expect(() => values({ kind: 'data', values: [1, 2] }, 3)).toThrow(RuntimeShapeError)
    expect(() => values({ kind: 'data', values: [1, 2] }, 3)).toThrow('w has 3 elements, its initial data has 2')
  })
  it.each([
    ['kaimingUniform', 2 * Math.sqrt(3 / 12)],
    ['xavierUniform', 2 * Math.sqrt(6 / 48)],
  ] as const)('%s fills its interval and stays inside', (kind, bound) => {
    const xs = values({ kind, ...fans })
    expect(largest(xs)).toBeLessThanOrEqual(bound)
    expect(largest(xs)).toBeGreaterThan(0.999 * bound)
    expect(deviation(xs)).toBeCloseTo(bound / Math.sqrt(3), 1)
  })
  it.each([
    ['kaimingNormal', 2 / Math.sqrt(12)],
    ['xavierNormal', 2 * Math.sqrt(2 / 48)],
  ] as const)('%s has its deviation', (kind, expected) => {
    expect(Math.abs(deviation(values({ kind, ...fans })) / expected - 1)).toBeLessThan(0.02)
  })
  it('uniform and normal take their own bounds', () => {
    const xs = values({ kind: 'uniform', low: 2, high: 3 })
    expect(Math.min(...xs)).toBeGreaterThanOrEqual(2)
    expect(Math.max(...xs)).toBeLessThan(3)
    const normal = values({ kind: 'normal', mean: 10, deviation: 0.1 })
    expect(normal.reduce((sum, x) => sum + x, 0) / normal.length).toBeCloseTo(10, 1)
  })
  it('depends on seed, name and index only', () => {
    const initializer: Initializer = { kind: 'uniform', low: 0, high: 1 }
    const long = values(initializer, 100)
    expect([...values(initializer, 10)]).toEqual([...long.subarray(0, 10)])
    expect(values(initializer, 10, 'v')[0]).not.toBe(long[0])
    expect(values(initializer, 10, 'w', 1)[0]).not.toBe(long[0])
  })
})
