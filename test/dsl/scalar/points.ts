/**
 * Where printed scalar functions are measured: every binade of f32 with both signs, subnormals and edges; the ranges in
 * which functions vary, densely; and, with their neighbours, the places where a program takes another course: where it
 * compares, where its range reduction goes on to the next k, and where results leave the range of f32.
 *
 * In: a function's name, how many points, whether they must be f32. Out: the points, the same for the same arguments.
 */
import type { ScalarFunctionName } from '../../../src/dsl/scalar.js'
import { Generator } from '../../../src/runtime/random.js'
import { fromBits } from './operations.js'
import type { Keeps } from './printed.js'

/** The share of points that lie in all binades alike. */
const everywhere = 0.25

/** Where a function varies in a way of its own. */
const ranges: Partial<Record<ScalarFunctionName, readonly (readonly [number, number])[]>> = {
  exp: [
    [-104.5, 89],
    [-1, 1],
  ],
  log: [
    [0.25, 4],
    [0.6, 1.5],
    [0, 200],
  ],
  tanh: [
    [-1, 1],
    [-0.626, 0.626],
    [-10, 10],
  ],
  sigmoid: [
    [-88, 30],
    [-2, 2],
  ],
  softplus: [
    [-104.5, 100],
    [-2, 2],
    [-1, 0],
  ],
  sin: [
    [-2, 2],
    [-30, 30],
    [-100_000, 100_000],
  ],
  cos: [
    [-2, 2],
    [-30, 30],
    [-100_000, 100_000],
  ],
}
const otherRanges = [
  [-4, 4],
  [-1000, 1000],
] as const

export const largest = 3.4028234663852886e38

const upTo = (count: number, each: (n: number) => number): number[] =>
  Array.from({ length: 2 * count + 1 }, (_, n) => each(n - count))

const halfSteps = upTo(160, (k) => (k + 0.5) * Math.LN2)
const exponentialEnds = [-103.98, -103.9721, -103.2789, -87.33655, 88.7228394, 88.72283]
const quarterTurns = [
  ...upTo(200, (k) => (k * Math.PI) / 4),
  ...[1000, 4096, 21_845, 40_000, 63_661].flatMap((k) => [1, 2, 3, 4].map((n) => ((k + n) * Math.PI) / 4)),
]

/** Where programs take another course, or could be thought to. */
const courses: Partial<Record<ScalarFunctionName, readonly number[]>> = {
  exp: [...halfSteps, ...exponentialEnds],
  log: [...upTo(140, (e) => Math.SQRT2 * 2 ** e), ...upTo(150, (e) => 2 ** e), 2 ** -126, largest],
  tanh: [0.625, 9, 9.01, 20, ...halfSteps.map((x) => x / 2), ...exponentialEnds.map((x) => x / 2)],
  sigmoid: [...halfSteps, ...exponentialEnds.map((x) => -x)],
  softplus: [...halfSteps, ...exponentialEnds, Math.log(Math.SQRT2 - 1), 16, 17],
  sin: quarterTurns,
  cos: quarterTurns,
}

export const specialOperands = [
  0,
  1,
  2,
  0.5,
  2 ** -149,
  2 ** -148,
  2 ** -127,
  2 ** -126 - 2 ** -149,
  2 ** -126,
  2 ** 24,
  2 ** 127,
  largest,
  Infinity,
].flatMap((x) => [x, -x])

/** Where walks over all f32 found the largest errors of f32-strict. */
const worst: Partial<Record<ScalarFunctionName, readonly number[]>> = {
  exp: [-59.90261459350586],
  log: [1.4054595232009888],
  tanh: [0.6283095479011536],
  sigmoid: [-16.635704040527344],
  softplus: [-0.7936976552009583],
  sin: [7.075960159301758],
  cos: [707.6209716796875],
}

const doubles = new DataView(new ArrayBuffer(8))
function doubleFromBits(high: number, low: number): number {
  doubles.setUint32(0, high)
  doubles.setUint32(4, low)
  return doubles.getFloat64(0)
}

/** The f32 that is `steps` away from the one nearest to x. */
function neighbour(x: number, steps: number): number {
  const view = new DataView(new ArrayBuffer(4))
  view.setFloat32(0, x)
  const bits = view.getInt32(0)
  if (!Number.isFinite(x) || (bits & 0x7fffffff) === 0) return Math.fround(x)
  return fromBits((bits + steps) >>> 0)
}

/** Operands and exact results, in every domain, signs of zero included. In f64, the f32 nearest to its result. */
const specialValues: Partial<Record<ScalarFunctionName, readonly (readonly [number, number])[]>> = {
  exp: [
    [-Infinity, 0],
    [Infinity, Infinity],
    [0, 1],
    [89, Infinity],
    [-104, 0],
    [NaN, NaN],
  ],
  log: [
    [0, -Infinity],
    [-0, -Infinity],
    [-1, NaN],
    [-Infinity, NaN],
    [Infinity, Infinity],
    [1, 0],
    [NaN, NaN],
  ],
  tanh: [
    [Infinity, 1],
    [-Infinity, -1],
    [0, 0],
    [20, 1],
    [NaN, NaN],
  ],
  sigmoid: [
    [-Infinity, 0],
    [Infinity, 1],
    [0, 0.5],
    [NaN, NaN],
  ],
  softplus: [
    [-Infinity, 0],
    [Infinity, Infinity],
    [1000, 1000],
    [NaN, NaN],
  ],
  sin: [
    [0, 0],
    [Infinity, NaN],
    [-Infinity, NaN],
    [NaN, NaN],
  ],
  cos: [
    [0, 1],
    [Infinity, NaN],
    [-Infinity, NaN],
    [NaN, NaN],
  ],
}
export const specialValuesOf = (name: ScalarFunctionName): readonly (readonly [number, number])[] =>
  specialValues[name] ?? []

/**
 * What a target's memory may hold: f32 where every operation rounds, else doubles between them as well, and all doubles in
 * f64. Special values come first, in the order of their list.
 */
export function operandsOf(name: ScalarFunctionName, count: number, keeps: Keeps, seed = 1): Float64Array {
  const random = new Generator(seed, `points of ${name}`)
  const found: number[] = []
  const put = (x: number): void => {
    // beyond the largest f32 there is nothing between
    if (keeps !== 'doubleTemporaries' || !(Math.abs(x) > largest) || Math.abs(x) === Infinity) found.push(x)
  }
  /** The nearest f32; where doubles are held every second one is moved by less than a step. */
  const add = (x: number): void => {
    const rounded = Math.fround(x)
    const moved = keeps !== 'strict' && found.length % 2 === 1
    put(moved ? rounded * (1 + (random.uniform() - 0.5) * 2 ** -23) : rounded)
  }
  for (const [x] of specialValuesOf(name)) put(x)
  for (const x of [...specialOperands, ...(worst[name] ?? [])]) put(x)
  for (const x of courses[name] ?? [])
    for (const sign of [1, -1]) {
      for (let steps = -4; steps <= 4; steps++) put(sign * neighbour(x, steps))
      if (keeps !== 'strict') for (const part of [0, 1, -1]) put(sign * x * (1 + part * 2 ** -52))
    }
  const strata = 512
  const each = Math.floor((count * everywhere) / strata)
  for (let stratum = 0; stratum < strata; stratum++)
    for (let n = 0; n < each; n++) {
      add(fromBits(stratum * 2 ** 23 + (n === 0 ? 0 : random.integer(2 ** 23))))
      if (keeps === 'double' && n % 4 === 0) put(doubleFromBits(random.bits(), random.bits()))
    }
  const wide: readonly (readonly [number, number])[] = keeps === 'double' ? [[-745, 710]] : []
  const intervals = [...(ranges[name] ?? otherRanges), ...wide]
  for (let n = 0, missing = count - found.length; n < missing; n++) {
    const [low, high] = intervals[n % intervals.length]!
    add(low + (high - low) * random.uniform())
  }
  return Float64Array.from(found)
}

/** The f32 next to every multiple of π/2 below 10⁵, where sin and cos lose what range reduction loses. */
export const nextToQuarterTurns = (count: number): Float64Array =>
  Float64Array.from({ length: count }, (_, k) => Math.fround(Math.min(k, 63_661) * (Math.PI / 2)))
