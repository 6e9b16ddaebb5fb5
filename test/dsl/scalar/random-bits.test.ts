import { describe, expect, it } from 'vitest'
import { scalarFunctions } from '../../../src/dsl/scalar.js'
import { threefryWords, words } from '../../../src/dsl/scalar/random-bits.js'
import { Generator, randomBits, threefry, uniformFromBits } from '../../../src/runtime/random.js'

const unsigned = (pair: readonly [number, number]): number[] => [...Uint32Array.from(pair)]

describe('Threefry-2x32-20', () => {
  it('gives the published known answers', () => {
    const all = 0xffffffff
    for (const [key0, key1, counter0, counter1, first, second] of [
      [0, 0, 0, 0, 0x6b200159, 0x99ba4efe],
      [all, all, all, all, 0x1cb996fc, 0xbb002be7],
      [0x13198a2e, 0x03707344, 0x243f6a88, 0x85a308d3, 0xc4923a9c, 0x483df7a0],
    ] as const) {
      expect(unsigned(threefryWords(words, key0, key1, counter0, counter1))).toEqual([first, second])
    }
  })
  it('is the generator of the run time, bit for bit', () => {
    const random = new Generator(7, 'arguments')
    const pair = new Uint32Array(2)
    for (let n = 0; n < 2000; n++) {
      const [a, b, c, d] = [random.bits(), random.bits(), random.bits(), random.bits()] as const
      threefry(a, b, c, d, pair)
      expect(unsigned(threefryWords(words, a, b, c, d))).toEqual([...pair])
      expect(scalarFunctions.randomBits.evaluate(a, b, c, d)).toBe(randomBits(a, b, c, d))
      expect(scalarFunctions.upperBits.evaluate(a) * 2 ** -24).toBe(uniformFromBits(a))
    }
  })
  it('signed words mean the same as unsigned ones', () => {
    expect(scalarFunctions.randomBits.evaluate(-1, -2, -3, -4)).toBe(
      randomBits(2 ** 32 - 1, 2 ** 32 - 2, 2 ** 32 - 3, 2 ** 32 - 4),
    )
    expect(scalarFunctions.addWords.evaluate(-1, 3)).toBe(2)
    expect(scalarFunctions.xorWords.evaluate(-1, 1)).toBe(0xfffffffe)
  })
})
