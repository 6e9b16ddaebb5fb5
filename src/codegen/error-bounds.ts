/**
 * Rigorous bounds on rounding: the kernels of a build, printed in the domain of intervals and run once over a whole box of
 * inputs. For every input of the box, each output of the float kernels lies within its bound of what the same kernels give
 * in exact arithmetic, which is what the field certificate compares with the program.
 *
 * In: a build and a box. Out: for each entry, output and update a bound, and the range of the exact value.
 */
import { elementCount } from '../shapes/size.js'
import type { Leaf } from '../dsl/comprehension/types.js'
import type { DType } from '../shapes/dtype.js'
import { isFloat } from '../shapes/dtype.js'
import type { Build, EntryKernels } from './compile.js'
import { domains } from './domains/index.js'
import { intervalFunctions, roundings } from './domains/interval-arithmetic.js'
import { Bounded, IntegerRange, UndecidedError } from './domains/interval-values.js'
import { intervalDomain } from './domains/interval.js'
import { printJavaScript } from './print/js.js'
import { bytesPerElement } from './print/js-views.js'
import type { Buffer } from './statement.js'

/** Where a leaf lies: all its elements in one interval of f32 numbers, or each at a number of its own. */
export type LeafBox = { readonly low: number; readonly high: number } | ArrayLike<number>

/** The box: what is known of a leaf. Integers must be numbers. */
export type Box = (leaf: Leaf) => LeafBox

export interface OutputBound {
  readonly name: string
  readonly shape: readonly number[]
  /** The largest of all elements; Infinity where there is none. */
  readonly bound: number
  /** The exact values of all elements lie in low … high. */
  readonly low: number
  readonly high: number
  /** Row-major, of each element. */
  readonly bounds: Float64Array
}

export interface EntryBounds {
  readonly entry: string
  /** Outputs, then the new values of parameters and state. */
  readonly outputs: readonly OutputBound[]
  /** Why there is no bound at all: the kernels look something up by what the box does not decide. */
  readonly reason: string | null
}

type Cell = Bounded | IntegerRange | number
type Views = Readonly<Record<'floats' | 'doubles' | 'integers' | 'unsigned' | 'bytes', Cell[]>>

const viewNames = { f32: 'floats', f64: 'doubles', i32: 'integers', u32: 'unsigned', bool: 'bytes' } as const

type IntervalModule = (segments: readonly Views[], functions: unknown) => Readonly<Record<string, () => void>>

/** The text is our own printer's: its only export is `kernels`, and it imports nothing. */
const moduleOf = (text: string): IntervalModule =>
  new Function(`${text.replace(/^export const kernels\b/m, 'const kernels')}\nreturn kernels`)() as IntervalModule

/** The domain that a build's text names in its first line. */
function domainOf({ kernels }: Build): 'f32' | 'f32-strict' {
  const name = /Floats: (\S+)\.$/m.exec(kernels)?.[1]
  if (name === 'f32' || name === 'f32-strict') return name
  throw new Error(`errorBounds: the kernels of this build are of ${name ?? 'unknown'} floats, not of 32-bit ones`)
}

/**
 * Bounds |kernel − exact| of every output for all inputs in a box, entry by entry.
 *
 * Covered: rounding of every operation and store, overflow (no bound), comparisons that rounding may turn (both branches
 * are allowed for). Scalar functions count with the accuracy that their table states, which is tested and not proven.
 *
 * @throws Error for a build of 64-bit floats
 * @example
 * import digits from './model.js' // the model of the README
 * const build = compileModel(digits, [{ name: 'predict', binding: { batch: 1 } }])
 * const [predict] = errorBounds(build, ({ role }) => (role === 'input' ? { low: 0, high: 1 } : { low: -0.1, high: 0.1 }))
 * predict!.outputs[0]!.bound < 1e-5 // => true
 */
export function errorBounds(build: Build, box: Box): readonly EntryBounds[] {
  const name = domainOf(build)
  const { entries, placements } = build.explain
  const { segments } = build.manifest
  const functionNames = build.manifest.entries.map((entry) => entry.function)
  const text = printJavaScript(
    entries.map(({ loopNests }, at) => ({ functionName: functionNames[at]!, kernels: loopNests })),
    intervalDomain(domains[name]),
    placements,
    segments.length,
  )
  const module = moduleOf(text)
  const functions = intervalFunctions(roundings[name])
  return entries.map((entry, at) => {
    const memory = segments.map(({ bytes }) => viewsOf(bytes))
    const cellsOf = (buffer: Buffer): { readonly cells: Cell[]; readonly start: number } => {
      const { segment, offset } = placements.get(buffer)!
      return {
        cells: memory[segment]![viewNames[buffer.dtype]],
        start: offset / bytesPerElement(buffer.dtype, domains.f32) + buffer.base,
      }
    }
    for (const buffer of entry.lowered.buffers)
      if (buffer.leaf && placements.has(buffer)) fill(buffer, box(buffer.leaf), cellsOf(buffer))
    try {
      module(memory, functions)[functionNames[at]!]!()
    } catch (thrown) {
      if (!(thrown instanceof UndecidedError)) throw thrown
      return { entry: functionNames[at]!, outputs: [], reason: thrown.message }
    }
    return {
      entry: functionNames[at]!,
      outputs: resultsOf(entry).map(([output, buffer]) => boundOf(output, buffer, cellsOf(buffer))),
      reason: null,
    }
  })
}

/** Outputs, and the leaves that the entry updates. */
function resultsOf({ lowered, program }: EntryKernels): readonly (readonly [string, Buffer])[] {
  const updated = program.updates.flatMap(({ leaf }) => lowered.buffers.filter((buffer) => buffer.leaf === leaf))
  return [
    ...lowered.outputs.map(({ name, buffer }) => [name, buffer] as const),
    ...updated.map((buffer) => [buffer.name, buffer] as const),
  ]
}

function viewsOf(bytes: number): Views {
  const zero = new Bounded(0, 0, 0, true)
  const floats = (size: number): Cell[] => Array.from({ length: bytes / size }, () => zero)
  const integers = (size: number): Cell[] => Array.from({ length: bytes / size }, () => 0)
  return { floats: floats(4), doubles: floats(8), integers: integers(4), unsigned: integers(4), bytes: integers(1) }
}

/** Calls `visit` with the row-major number and the place of every element. */
function forEachElement({ shape, strides }: Buffer, visit: (number: number, at: number) => void): void {
  const count = elementCount(shape)
  for (let number = 0; number < count; number++) {
    let rest = number
    let at = 0
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      at += (rest % shape[axis]!) * strides[axis]!
      rest = Math.floor(rest / shape[axis]!)
    }
    visit(number, at)
  }
}

function fill(
  buffer: Buffer,
  box: LeafBox,
  { cells, start }: { readonly cells: Cell[]; readonly start: number },
): void {
  const given = buffer.leaf?.data ?? box
  const float = isFloat(buffer.dtype)
  if (!float && 'low' in given)
    throw new Error(`errorBounds: ${buffer.name} holds integers: give it numbers, not an interval`)
  forEachElement(buffer, (number, at) => {
    // one object for each element: equal objects are one value
    if ('low' in given) cells[start + at] = new Bounded(given.low, given.high, 0, buffer.dtype === 'f32')
    else cells[start + at] = float ? elementOf(given[number]!, buffer) : given[number]!
  })
}

/** A number that the host writes into an f32 cell: rounded there, exact from then on, unless it is a constant of the program. */
function elementOf(
  value: number,
  { leaf, dtype }: { readonly leaf?: Leaf | undefined; readonly dtype: DType },
): Bounded {
  const stored = dtype === 'f32' ? Math.fround(value) : value
  if (leaf?.role !== 'constant' || stored === value) return new Bounded(stored, stored, 0, dtype === 'f32')
  return new Bounded(value, value, Math.abs(stored - value), true)
}

function boundOf(
  name: string,
  buffer: Buffer,
  { cells, start }: { readonly cells: Cell[]; readonly start: number },
): OutputBound {
  const elements: (readonly [low: number, high: number, error: number])[] = []
  forEachElement(buffer, (_, at) => {
    const cell = cells[start + at]!
    elements.push(
      typeof cell === 'number' ? [cell, cell, 0]
      : cell instanceof IntegerRange ? [cell.low, cell.high, cell.stable ? 0 : cell.high - cell.low]
      : [cell.low, cell.high, cell.error],
    )
  })
  return {
    name,
    shape: buffer.shape,
    bound: elements.reduce((most, [, , error]) => Math.max(most, error), 0),
    low: elements.reduce((least, [low]) => Math.min(least, low), Infinity),
    high: elements.reduce((most, [, high]) => Math.max(most, high), -Infinity),
    bounds: Float64Array.from(elements, ([, , error]) => error),
  }
}
