import { describe, expect, it } from 'vitest'
import * as fc from 'fast-check'
import { cosineOfTurn, logarithm, power } from '../../src/runtime/elementary.js'
import { Generator, hashName, randomBits, seedWords, threefry, uniformFromBits } from '../../src/runtime/random.js'

describe('threefry-2x32-20', () => {
  // The published known-answer vectors (Random123, kat_vectors): counter, key, result.
  const vectors = [
    [
      [0, 0],
      [0, 0],
      [0x6b200159, 0x99ba4efe],
    ],
    [
      [0xffffffff, 0xffffffff],
      [0xffffffff, 0xffffffff],
      [0x1cb996fc, 0xbb002be7],
    ],
    [
      [0x243f6a88, 0x85a308d3],
      [0x13198a2e, 0x03707344],
      [0xc4923a9c, 0x483df7a0],
    ],
  ] as const
  it.each(vectors)('counter %j under key %j is %j', (counter, key, expected) => {
    const out = new Uint32Array(2)
    threefry(key[0], key[1], counter[0], counter[1], out)
    expect([...out]).toEqual(expected)
    expect(randomBits(key[0], key[1], counter[0], counter[1])).toBe(expected[0])
  })
})

describe('elementary functions', () => {
  it('log and cosine agree with the engine within rounding', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-8, max: 1e8, noNaN: true }), (x) => {
        expect(Math.abs(logarithm(x) - Math.log(x))).toBeLessThan(1e-14 * Math.max(1, Math.abs(Math.log(x))))
      }),
    )
    fc.assert(
      fc.property(fc.double({ min: -2, max: 2, noNaN: true }), (u) => {
        expect(Math.abs(cosineOfTurn(u) - Math.cos(2 * Math.PI * u))).toBeLessThan(4e-15)
      }),
    )
  })
  it('power multiplies', () => {
    expect(power(0.9, 0)).toBe(1)
    expect(power(2, 10)).toBe(1024)
    expect(power(0.999, 1000)).toBeCloseTo(0.999 ** 1000, 13)
  })
})

describe('Generator', () => {
  it('is a function of seed, stream and substream', () => {
    const draw = (seed: number, stream: string, substream: number) => {
      const generator = new Generator(seed, stream, substream)
      return Array.from({ length: 5 }, () => generator.bits())
    }
    expect(draw(3, 'a', 1)).toEqual(draw(3, 'a', 1))
    const streams = [draw(3, 'a', 1), draw(4, 'a', 1), draw(3, 'b', 1), draw(3, 'a', 2), draw(3 + 2 ** 32, 'a', 1)]
    expect(new Set(streams.flat()).size).toBe(25)
  })
  it('reset gives what a new generator of that substream gives', () => {
    const generator = new Generator(7, 'order')
    generator.uniform()
    generator.reset(4)
    expect(generator.uniform()).toBe(new Generator(7, 'order', 4).uniform())
  })
  it('holds these bits for ever: a change would change every trained model', () => {
    const generator = new Generator(0, 'golden')
    expect([generator.bits(), generator.bits(), hashName('golden')]).toMatchInlineSnapshot(`
      [
        7804681,
        1821503987,
        1521974790,
      ]
    `)
  })
  it('uniform numbers have the mean and variance of U[0, 1), normal ones of N(0, 1)', () => {
    const generator = new Generator(1, 'moments')
    const moments = (draw: () => number) => {
      let sum = 0
      let squares = 0
      for (let i = 0; i < 20_000; i++) {
        const x = draw()
        sum += x
        squares += x * x
      }
      return [sum / 20_000, squares / 20_000 - (sum / 20_000) ** 2] as const
    }
    const [uniformMean, uniformVariance] = moments(() => generator.uniform())
    expect(Math.abs(uniformMean - 0.5)).toBeLessThan(0.01)
    expect(Math.abs(uniformVariance - 1 / 12)).toBeLessThan(0.003)
    const [normalMean, normalVariance] = moments(() => generator.normal())
    expect(Math.abs(normalMean)).toBeLessThan(0.03)
    expect(Math.abs(normalVariance - 1)).toBeLessThan(0.04)
    expect(uniformFromBits(0xffffffff)).toBeLessThan(1)
  })
  it('integers are in range and all occur', () => {
    const generator = new Generator(2, 'integers')
    const counts = new Array<number>(7).fill(0)
    for (let i = 0; i < 7000; i++) counts[generator.integer(7)]!++
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(150)
    expect(() => generator.integer(0)).toThrow('integer: got count 0')
  })
  it('shuffle is a permutation, and every order of three occurs about equally often', () => {
    const generator = new Generator(5, 'shuffle')
    const orders = new Map<string, number>()
    for (let i = 0; i < 6000; i++) {
      const items = [0, 1, 2]
      generator.shuffle(items)
      orders.set(items.join(''), (orders.get(items.join('')) ?? 0) + 1)
    }
    expect([...orders.keys()].sort()).toEqual(['012', '021', '102', '120', '201', '210'])
    for (const count of orders.values()) expect(Math.abs(count - 1000)).toBeLessThan(150)
  })
  it('refuses a seed that is no natural number', () => {
    expect(() => seedWords(-1)).toThrow('seed: got -1; a seed is an integer from 0 to 2^53 - 1')
    expect(() => new Generator(0.5, 'x')).toThrow('seed: got 0.5')
    expect(seedWords(2 ** 33 + 5)).toEqual([5, 2])
  })
})
