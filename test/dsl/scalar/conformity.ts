/**
 * What every target has to give for a scalar function: where its accuracy holds, values at the ends, and the largest error
 * over points, against the real function to 30 digits (double-double.ts).
 *
 * In: a target, the name of a row, the text that the target prints for it. Out: the error in units of the last place, and
 * what is wrong whatever the accuracy: a NaN, an infinity or a special value that should be another.
 */
import { scalarFunctions, type FloatOperations, type ScalarFunctionName } from '../../../src/dsl/scalar.js'
import { realFunctions } from './double-double.js'
import { nextToQuarterTurns, operandsOf, specialValuesOf } from './points.js'
import { points, rowOf, type FloatTarget, type Keeps } from './printed.js'

export type RealFunctionName = keyof typeof realFunctions
export const realFunctionNames = Object.keys(realFunctions) as RealFunctionName[]

/** Where the accuracy of a row is stated: everywhere, or where range reduction has digits left. */
const isCircular = (name: ScalarFunctionName): boolean => name === 'sin' || name === 'cos'
export const inDomain = (name: ScalarFunctionName, x: number): boolean =>
  !isCircular(name) || !Number.isFinite(x) || Math.abs(x) < 1e5

/** Pairs of doubles lose digits below: results there are compared only so far. */
const leastDouble = 2 ** -1021

const view = new DataView(new ArrayBuffer(8))
/** ⌊log2 |x|⌋ of a normal double. */
function exponentOf(x: number): number {
  view.setFloat64(0, x)
  return ((view.getUint32(0) >>> 20) & 0x7ff) - 1023
}

interface Format {
  readonly leastExponent: number
  readonly digits: number
  readonly largest: number
}
const f32: Format = { leastExponent: -126, digits: 23, largest: 3.4028234663852886e38 }
const f64: Format = { leastExponent: -1022, digits: 52, largest: Number.MAX_VALUE }
export const formatOf = (keeps: Keeps): Format => (keeps === 'double' ? f64 : f32)

/** The distance between neighbours of a format at this value. */
export const unitInLastPlace = (value: number, { leastExponent, digits }: Format): number =>
  2 ** (Math.max(leastExponent, exponentOf(value)) - digits)

export interface Sample {
  readonly x: Float64Array
  readonly high: Float64Array
  readonly low: Float64Array
}

function sampleAt(name: RealFunctionName, x: Float64Array): Sample {
  const exact = Array.from(x, realFunctions[name])
  return { x, high: Float64Array.from(exact, (e) => e.high), low: Float64Array.from(exact, (e) => e.low) }
}

const samples = new Map<string, Sample>()

/** Operands that a target's memory may hold, and the real function there. */
export function sampleOf(name: RealFunctionName, keeps: Keeps): Sample {
  const key = `${name} ${keeps}`
  let sample = samples.get(key)
  if (sample === undefined) samples.set(key, (sample = sampleAt(name, operandsOf(name, points, keeps))))
  return sample
}

/** Next to zeros of sin and cos, where all that range reduction loses is seen. */
function turnsOf(name: RealFunctionName): Sample {
  const key = `turns of ${name}`
  let sample = samples.get(key)
  if (sample === undefined) samples.set(key, (sample = sampleAt(name, nextToQuarterTurns(points))))
  return sample
}

export interface Measured {
  /** Largest error, less what the row allows beside it, in units of the last place; and where. */
  readonly error: number
  readonly at: number
  readonly compared: number
  /** The first things that are wrong whatever the accuracy. */
  readonly wrong: readonly string[]
}

/** What results are worth: y of x, where the real function is high + low. */
export function judge(name: ScalarFunctionName, keeps: Keeps, { x, high, low }: Sample, y: Float64Array): Measured {
  const format = formatOf(keeps)
  const stored = keeps === 'double' ? (value: number) => value : Math.fround
  const beside = scalarFunctions[name].accuracy?.absolute ?? 0
  // what no store rounds to an f32 may lie half a step of the least f32 from where it should
  const afterStore = beside > 2 ** -149 ? beside : 0
  const absolute =
    keeps === 'double' ? leastDouble
    : keeps === 'strict' ? afterStore
    : beside
  const wrong: string[] = []
  let [error, at, compared] = [0, 0, 0]
  for (let i = 0; i < x.length; i++) {
    const [exact, found] = [high[i]!, y[i]!]
    if (!inDomain(name, x[i]!)) continue
    if (!Number.isFinite(exact) || !Number.isFinite(found) || Math.abs(exact) > format.largest) {
      // next to overflow either may be right
      const atEdge = Math.abs(Math.abs(exact) / format.largest - 1) < 2 ** (1 - format.digits)
      if (!Object.is(stored(exact), stored(found)) && !atEdge && wrong.length < 3)
        wrong.push(`${name}(${x[i]}) is ${found}, not ${exact}`)
      continue
    }
    compared++
    if (exact > 0 && Object.is(found, -0) && wrong.length < 3) wrong.push(`${name}(${x[i]}) is -0, not ${exact}`)
    const unit = unitInLastPlace(exact, format)
    if (keeps === 'doubleTemporaries') {
      const off = Math.abs(Math.fround(found) - exact - low[i]!) - afterStore
      if (off > 0.55 * unit && wrong.length < 3) wrong.push(`${name}(${x[i]}) is stored as ${found}, not ${exact}`)
    }
    const own = (Math.abs(found - exact - low[i]!) - absolute) / unit
    if (own > error || Number.isNaN(own)) [error, at] = [own, x[i]!]
  }
  return { error, at, compared, wrong }
}

/** What a target prints for a row, or text with a fault in its place, over all points. */
export function measure(target: FloatTarget, name: RealFunctionName, text = target.text(rowOf(name))): Measured {
  return judgeAll(name, target.keeps, (x) => target.load(text, rowOf(name))([x]))
}

/** The same of a program over the numbers of operations.ts, which give nothing that is not promised. */
export const measureProgram = (
  name: RealFunctionName,
  on: FloatOperations<number>,
  program = scalarFunctions[name].program!,
): Measured => judgeAll(name, 'strict', (all) => all.map((x) => program(on, x)))

function judgeAll(name: RealFunctionName, keeps: Keeps, run: (x: Float64Array) => Float64Array): Measured {
  const sample = sampleOf(name, keeps)
  const y = run(sample.x)
  const everywhere = judge(name, keeps, sample, y)
  const turns = isCircular(name) ? judge(name, keeps, turnsOf(name), run(turnsOf(name).x)) : everywhere
  const measured = turns.error > everywhere.error || turns.wrong.length > 0 ? turns : everywhere
  const special = specialValuesOf(name).flatMap(([x, expected], at) => {
    const found = keeps === 'double' ? y[at]! : Math.fround(y[at]!)
    const same = Object.is(found, expected) || (keeps === 'double' && Object.is(Math.fround(found), expected))
    return same ? [] : [`${name}(${x}) is ${found}, not ${expected}`]
  })
  return { ...measured, wrong: [...special, ...measured.wrong] }
}
