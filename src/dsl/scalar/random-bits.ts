/**
 * Integer rows of the scalar-function table: the random generator and what feeds it. They are written once, over 32-bit
 * words, and every printer spells the same words; runtime/random.ts is checked to agree.
 */
import type { IntegerOperations, ScalarFunction } from './function.js'

/** Words as JavaScript's 32-bit integers, −2³¹ … 2³¹ − 1: larger numbers would be allocated. */
export const words: IntegerOperations<number> = {
  constant: (value) => value | 0,
  add: (a, b) => (a + b) | 0,
  xor: (a, b) => a ^ b,
  rotateLeft: (a, bits) => (a << bits) | (a >>> (32 - bits)),
  shiftRight: (a, bits) => a >>> bits,
}

const rotations = [13, 15, 26, 6, 17, 29, 16, 24] as const

/**
 * Threefry-2x32 with 20 rounds (Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC'11): the
 * two words for a key and a counter. Four rounds, then one of the three key words is injected, five times.
 */
export function threefryWords<T>(o: IntegerOperations<T>, key0: T, key1: T, counter0: T, counter1: T): readonly [T, T] {
  const keys = [key0, key1, o.xor(o.xor(o.constant(0x1bd11bda), key0), key1)] as const
  let x = o.add(counter0, key0)
  let y = o.add(counter1, key1)
  for (let round = 0; round < 20; round++) {
    x = o.add(x, y)
    y = o.xor(o.rotateLeft(y, rotations[round % 8]!), x)
    if (round % 4 === 3) {
      const group = (round + 1) / 4
      x = o.add(x, keys[group % 3]!)
      y = o.add(o.add(y, keys[(group + 1) % 3]!), o.constant(group))
    }
  }
  return [x, y]
}

/** A word as any number that is congruent to it. */
const word = (value: number | undefined): number => value! | 0

/** What a word counts, 0 … 2³² − 1. */
const unsigned = (value: number): number => value >>> 0

/** randomBits(seed0, seed1, counter0, counter1): the first of the two words, 32 uniform bits. */
export const randomBits: ScalarFunction = {
  arity: 4,
  operands: ['integer', 'integer', 'integer', 'integer'],
  result: 'integer',
  evaluate: (a, b, c, d) => unsigned(threefryWords(words, word(a), word(b), word(c), word(d))[0]),
  derivative: null,
  heavy: true,
  integerProgram: (o, key0, key1, counter0, counter1) => threefryWords(o, key0!, key1!, counter0!, counter1!)[0],
}

/** The upper 24 bits of a word, 0 … 2²⁴ − 1: exact in f32, so `toFloat(upperBits(b))·2⁻²⁴` is uniform on [0, 1). */
export const upperBits: ScalarFunction = {
  arity: 1,
  operands: ['integer'],
  result: 'integer',
  evaluate: (a) => words.shiftRight(word(a), 8), // unsigned already
  derivative: null,
  heavy: false,
  integerProgram: (o, a) => o.shiftRight(a!, 8),
}

/** a + b modulo 2³²; to combine counters. */
export const addWords: ScalarFunction = {
  arity: 2,
  operands: ['integer', 'integer'],
  result: 'integer',
  evaluate: (a, b) => unsigned(words.add(word(a), word(b))),
  derivative: null,
  heavy: false,
  integerProgram: (o, a, b) => o.add(a!, b!),
}

/** Bitwise exclusive or; to combine keys. */
export const xorWords: ScalarFunction = {
  arity: 2,
  operands: ['integer', 'integer'],
  result: 'integer',
  evaluate: (a, b) => unsigned(words.xor(word(a), word(b))),
  derivative: null,
  heavy: false,
  integerProgram: (o, a, b) => o.xor(a!, b!),
}
