/**
 * `certify --bounds`: how far rounding can take the outputs of a build. Parameters and state as they start, integers as
 * numbers that are allowed, float inputs anywhere in an interval; and, for comparison, at one point of it.
 *
 * In: a build. Out: rows of text, and JSON in which a missing bound is null.
 */
import type { Leaf } from '../../dsl/comprehension/types.js'
import { instantiate } from '../../runtime/instance.js'
import { Generator } from '../../runtime/random.js'
import { isFloat } from '../../shapes/dtype.js'
import type { Build } from '../compile.js'
import { errorBounds, type Box, type EntryBounds } from '../error-bounds.js'
import { evaluateKernels } from '../instantiate-text.js'
import { CommandFailure } from './failure.js'
import { table } from './table.js'

export interface RoundingReport {
  /** Float inputs lie in low … high. */
  readonly inputs: { readonly low: number; readonly high: number }
  readonly outputs: readonly {
    readonly entry: string
    readonly output: string
    /** |kernel − exact| is at most this for every input of the box; null where there is no bound. */
    readonly box: number | null
    /** The same at one input of the box. */
    readonly point: number | null
  }[]
  readonly reasons: readonly string[]
}

/** `--bounds` alone says −1 … 1; `--bounds 0..1` another interval. */
export function intervalOption(value: unknown): { readonly low: number; readonly high: number } {
  if (value === true || value === '') return { low: -1, high: 1 }
  const [low, high] = String(value).split('..').map(Number)
  if (low === undefined || high === undefined || !(low <= high))
    throw new CommandFailure(`--bounds ${String(value)}: give an interval of the inputs, for example --bounds 0..1`)
  return { low: Math.fround(low), high: Math.fround(high) }
}

export function roundingOf(build: Build, inputs: { readonly low: number; readonly high: number }): RoundingReport {
  const box = errorBounds(build, boxOf(build, inputs, false))
  const point = errorBounds(build, boxOf(build, inputs, true))
  const finite = (value: number | undefined): number | null =>
    value !== undefined && Number.isFinite(value) ? value : null
  return {
    inputs,
    outputs: point.flatMap(({ entry, outputs }, at) =>
      outputs.map(({ name, bound }) => ({
        entry,
        output: name,
        box: finite(box[at]?.outputs.find((output) => output.name === name)?.bound),
        point: finite(bound),
      })),
    ),
    reasons: [...box, ...point].flatMap(({ entry, reason }: EntryBounds) =>
      reason === null ? [] : [`${entry}: ${reason}`],
    ),
  }
}

/** Everything but float inputs is where the run time starts it. */
function boxOf(build: Build, inputs: { readonly low: number; readonly high: number }, atPoint: boolean): Box {
  const instance = instantiate(build.manifest, evaluateKernels(build.kernels))
  const limits = new Map(
    build.manifest.entries.flatMap((entry) => entry.inputs.map(({ name, below }) => [name, below ?? 2] as const)),
  )
  return (leaf: Leaf) => {
    const count = leaf.shape.reduce((product, extent) => product * extent, 1)
    const start = instance.parameters.get(leaf.name) ?? instance.state.get(leaf.name) ?? instance.scalars.get(leaf.name)
    if (start !== undefined) return start.read()
    if (!isFloat(leaf.dtype)) return Array.from({ length: count }, (_, n) => n % (limits.get(leaf.name) ?? 2))
    if (!atPoint) return inputs
    const random = new Generator(0, leaf.name)
    return Float32Array.from({ length: count }, () => inputs.low + (inputs.high - inputs.low) * random.uniform())
  }
}

const power = (value: number | null): string => (value === null ? 'none' : value.toExponential(1))

export function describeRounding({ inputs, outputs, reasons }: RoundingReport): string {
  const rows = outputs.map(({ entry, output, box, point }) => [entry, output, power(box), power(point)])
  const columns = [
    { title: 'entry' },
    { title: 'output' },
    { title: 'error at most', align: 'right' as const },
    { title: 'at one input', align: 'right' as const },
  ]
  const head = `rounding: float inputs from ${inputs.low} to ${inputs.high}, parameters as they start`
  return [head, table(columns, rows), ...reasons].join('\n')
}
