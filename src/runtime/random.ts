/**
 * The one random generator: Threefry-2x32 with 20 rounds (Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy
 * as 1, 2, 3", SC'11). It is a function of (key, counter) and has no hidden state, so a value is known by its place and
 * not by how many were drawn before it. Integer arithmetic only: the same bits on every machine and every target.
 *
 * In: seeds, stream names and indices. Out: u32 words, uniform and normal numbers, permutations. Used for initial
 * values (initialise.ts), the order of records and augmentation (data.ts), and by the scalar table for dropout.
 */
import { cosineOfTurn, logarithm } from './elementary.js'

const rotations = [13, 15, 26, 6, 17, 29, 16, 24] as const
const parity = 0x1bd11bda

/** Two u32 words, for the functions that write their result into storage of the caller. */
export type WordPair = Uint32Array

/**
 * Threefry-2x32-20 of one counter under one key; writes both words to `out`.
 *
 * @example
 * const out = new Uint32Array(2)
 * threefry(0, 0, 0, 0, out)
 * Array.from(out, (word) => word.toString(16)) // => [6b200159, 99ba4efe]
 */
export function threefry(key0: number, key1: number, counter0: number, counter1: number, out: WordPair): void {
  const key2 = parity ^ key0 ^ key1
  let x = (counter0 + key0) | 0
  let y = (counter1 + key1) | 0
  for (let group = 1; group <= 5; group++) {
    const first = group % 2 === 1 ? 0 : 4
    for (let round = first; round < first + 4; round++) {
      const distance = rotations[round]!
      x = (x + y) | 0
      y = ((y << distance) | (y >>> (32 - distance))) ^ x
    }
    // The key words are injected in turn, with the number of the group.
    x =
      (x +
        (group % 3 === 0 ? key0
        : group % 3 === 1 ? key1
        : key2)) |
      0
    y =
      (y +
        ((group + 1) % 3 === 0 ? key0
        : (group + 1) % 3 === 1 ? key1
        : key2) +
        group) |
      0
  }
  out[0] = x
  out[1] = y
}

const scratch: WordPair = new Uint32Array(2)

/**
 * The first word of Threefry-2x32-20, as an unsigned 32-bit integer: what the kernels' `randomBits` computes.
 *
 * @example
 * randomBits(0, 0, 0, 0).toString(16) // => 6b200159
 */
export function randomBits(key0: number, key1: number, counter0: number, counter1: number): number {
  threefry(key0, key1, counter0, counter1, scratch)
  return scratch[0]!
}

/** A u32 word to a number in [0, 1): its upper 24 bits, which are exact in f32. */
export const uniformFromBits = (bits: number): number => (bits >>> 8) * 2 ** -24

/** Splits a seed (an integer from 0 to 2⁵³ − 1) into the two u32 words of a key, low word first. */
export function seedWords(seed: number): readonly [number, number] {
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new RangeError(`seed: got ${seed}; a seed is an integer from 0 to 2^53 - 1`)
  }
  return [seed % 2 ** 32, Math.floor(seed / 2 ** 32)]
}

/** FNV-1a, 32 bits, over UTF-16 code units: turns a stream's name into a counter word. */
export function hashName(name: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < name.length; i++) {
    const unit = name.charCodeAt(i)
    hash = Math.imul(hash ^ (unit & 0xff), 0x01000193)
    hash = Math.imul(hash ^ (unit >>> 8), 0x01000193)
  }
  return hash >>> 0
}

/**
 * The numbers of one stream: (seed, stream name, substream) give the key, the index of the draw is the counter. `reset`
 * moves the same object to another substream, so that a training loop needs no new generator per batch.
 *
 * @throws RangeError for a seed that is not an integer from 0 to 2⁵³ − 1
 * @example
 * const generator = new Generator(0, 'shift')
 * generator.uniform() // => 0.6719
 */
export class Generator {
  private readonly pair: WordPair = new Uint32Array(2)
  private readonly stream0: number
  private readonly stream1: number
  private key0 = 0
  private key1 = 0
  private index = 0

  constructor(seed: number, stream: string, substream = 0) {
    const [low, high] = seedWords(seed)
    threefry(low, high, hashName(stream), stream.length, this.pair)
    this.stream0 = this.pair[0]!
    this.stream1 = this.pair[1]!
    this.reset(substream)
  }

  /** Starts substream (first, second) of this stream from its first number. */
  reset(first: number, second = 0): void {
    threefry(this.stream0, this.stream1, first, second, this.pair)
    this.key0 = this.pair[0]!
    this.key1 = this.pair[1]!
    this.index = 0
  }

  private draw(): void {
    threefry(this.key0, this.key1, this.index % 2 ** 32, Math.floor(this.index / 2 ** 32), this.pair)
    this.index++
  }

  /** The next 32 random bits. */
  bits(): number {
    this.draw()
    return this.pair[0]!
  }

  /** The next number of [0, 1), with 24 random bits. */
  uniform(): number {
    this.draw()
    return uniformFromBits(this.pair[0]!)
  }

  /** The next standard normal number: √(−2 log u) · cos(2πv) (Box and Muller), u in (0, 1], v in [0, 1). */
  normal(): number {
    this.draw()
    const u = uniformFromBits(this.pair[0]!) + 2 ** -24
    return Math.sqrt(-2 * logarithm(u)) * cosineOfTurn(uniformFromBits(this.pair[1]!))
  }

  /** The next integer of 0 … count − 1, each equally likely: draws from the incomplete last block are rejected. */
  integer(count: number): number {
    if (!Number.isInteger(count) || count < 1 || count > 2 ** 32) {
      throw new RangeError(`integer: got count ${count}; it is an integer from 1 to 2^32`)
    }
    const limit = 2 ** 32 - (2 ** 32 % count)
    let bits = this.bits()
    while (bits >= limit) bits = this.bits()
    return bits % count
  }

  /** Fisher-Yates: permutes `items` in place, every order equally likely. */
  shuffle(items: { [index: number]: number; readonly length: number }): void {
    for (let last = items.length - 1; last > 0; last--) {
      const chosen = this.integer(last + 1)
      const moved = items[last]!
      items[last] = items[chosen]!
      items[chosen] = moved
    }
  }
}
