/**
 * Two ways a target may compute a program: every operation rounded to f32, or doubles throughout with f32 results. And
 * the scan that measures accuracy: a stratified walk over all f32.
 */
import type { FloatOperations, ScalarFunction } from '../../../src/dsl/scalar.js'
import { Generator } from '../../../src/runtime/random.js'

const view = new DataView(new ArrayBuffer(8))

/** The f32 with these bits. */
export const fromBits = (bits: number): number => {
  view.setUint32(0, bits)
  return view.getFloat32(0)
}

/** ⌊log2 x⌋ of a normal double, from its bits. */
function exponent(x: number): number {
  view.setFloat64(0, x)
  return ((view.getUint32(0) >>> 20) & 0x7ff) - 1023
}

function operations(rounded: (value: number) => number): FloatOperations<number> {
  return {
    constant: rounded,
    add: (a, b) => rounded(a + b),
    sub: (a, b) => rounded(a - b),
    mul: (a, b) => rounded(a * b),
    div: (a, b) => rounded(a / b),
    multiplyAdd: (a, b, c) => rounded(rounded(a * b) + c),
    neg: (a) => -a,
    abs: Math.abs,
    sqrt: (a) => rounded(Math.sqrt(a)),
    minimum: Math.min,
    maximum: Math.max,
    round: Math.round,
    scaleByPowerOfTwo: (x, k) => {
      // what a program may not ask for is not to be relied on
      if (!(Math.abs(k) <= 252)) return NaN
      const half = Math.floor(k / 2)
      return rounded(rounded(x * 2 ** half) * 2 ** (k - half))
    },
    exponentOf: (x) => exponent(x),
    mantissaOf: (x) => x * 2 ** -exponent(x),
    lessThan: (a, b) => (a < b ? 1 : 0),
    select: (mask, then, otherwise) => (mask !== 0 ? then : otherwise),
  }
}

/** As a target reads the bits of an f32: right for normal numbers only, so that a program that relies on more is seen. */
const partsOfBits: Pick<FloatOperations<number>, 'exponentOf' | 'mantissaOf'> = {
  exponentOf: (x) => {
    view.setFloat32(0, x)
    return ((view.getUint32(0) >>> 23) & 0xff) - 127
  },
  mantissaOf: (x) => {
    view.setFloat32(0, x)
    return fromBits((view.getUint32(0) & 0x7fffff) | 0x3f800000)
  },
}

export const strict = { ...operations(Math.fround), ...partsOfBits }
/** A multiply-add that rounds once (exact enough: the product of two f32 is exact in a double). */
export const fused: FloatOperations<number> = { ...strict, multiplyAdd: (a, b, c) => Math.fround(a * b + c) }

/** The distance between f32 neighbours at this value. */
export function unitInLastPlace(value: number): number {
  const size = Math.abs(value)
  return 2 ** (Math.max(-126, size === 0 ? -126 : exponent(size)) - 23)
}

/** About `count` f32, a few from every sixteenth of every binade, both signs, with the edges of binades. */
export function* scan(count: number, seed: number, keep: (x: number) => boolean = () => true): Generator_<number> {
  const random = new Generator(seed, 'scan')
  const strata = 4096
  const each = Math.max(1, Math.round(count / strata))
  for (let stratum = 0; stratum < strata; stratum++) {
    const first = stratum * 2 ** 20
    for (let n = 0; n < each; n++) {
      const x = fromBits(n === 0 ? first : first + random.integer(2 ** 20))
      if (Number.isFinite(x) && keep(x)) yield x
    }
  }
}
type Generator_<T> = globalThis.Generator<T>

/** The largest error in units of the last place, over results that are normal f32. */
export function largestError(
  row: ScalarFunction,
  on: FloatOperations<number>,
  points: Iterable<number>,
): { error: number; at: number; points: number } {
  let error = 0
  let at = 0
  let count = 0
  for (const x of points) {
    const exact = row.evaluate(x)
    if (Math.abs(exact) < 2 ** -126 || Math.abs(exact) > 3.4028234e38) continue
    const found = Math.fround(row.program!(on, x))
    const own = Math.abs(found - exact) / unitInLastPlace(exact)
    count++
    if (!(own <= error)) {
      error = own
      at = x
    }
  }
  return { error, at, points: count }
}
