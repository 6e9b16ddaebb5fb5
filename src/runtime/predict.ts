/**
 * Predicting any number of rows with the batch sizes that were built.
 *
 * In: an instance's entries and inputs of n rows. Out: outputs of n rows. Also `planBatches`, how n rows are dealt out to the
 * sizes at hand, which evaluation (evaluate.ts) shares.
 */
import { allocate, checkValues } from './arena.js'
import type { TypedArray } from './arena.js'
import { rowsOf } from './data.js'
import type { Entry, Inputs, Outputs } from './entry.js'
import { RuntimeShapeError } from './errors.js'

/**
 * Deals `rows` rows out to batches of the given sizes, largest first; null where no combination of the sizes gives
 * exactly that number.
 *
 * @example
 * planBatches(70, [32, 6]) // [32, 32, 6]
 */
export function planBatches(rows: number, sizes: readonly number[]): readonly number[] | null {
  const largest = Math.max(...sizes)
  // All but one of the largest batches that fit are surely used; the rest, less than two of them, is made of the fewest.
  const bulk = Math.max(0, Math.floor(rows / largest) - 1)
  const rest = rows - bulk * largest
  const fewest = new Array<number>(rest + 1).fill(Infinity)
  const chosen = new Array<number>(rest + 1).fill(0)
  fewest[0] = 0
  for (let count = 1; count <= rest; count++) {
    for (const size of sizes) {
      if (size <= count && fewest[count - size]! + 1 < fewest[count]!) {
        fewest[count] = fewest[count - size]! + 1
        chosen[count] = size
      }
    }
  }
  if (fewest[rest] === Infinity) return null
  const plan = new Array<number>(bulk).fill(largest)
  for (let count = rest; count > 0; count -= chosen[count]!) plan.push(chosen[count]!)
  return plan.sort((a, b) => b - a)
}

/** As many whole batches as fit, then one batch that is filled up with copies of the last row. */
function planPadded(rows: number, sizes: readonly number[]): readonly number[] {
  const plan: number[] = []
  let rest = rows
  const descending = [...sizes].sort((a, b) => b - a)
  for (const size of descending) {
    for (; rest >= size; rest -= size) plan.push(size)
  }
  const padded = descending.findLast((size) => size >= rest)
  if (rest > 0 && padded !== undefined) plan.push(padded)
  return plan
}

/** What predicting needs of an instance: the sizes that were built, and the entry of each. */
interface Predictor {
  batchesOf(name: 'predict'): readonly number[]
  entry(name: 'predict', batch?: number): Entry
}

/** See Instance.predict. */
export function predictRows(instance: Predictor, inputs: Inputs): Outputs {
  const sizes = instance.batchesOf('predict')
  const widest = instance.entry('predict', sizes[0])
  widest.checkNames(inputs)
  const rows = rowsOf('predict', widest, inputs)
  for (const [name, view] of widest.inputs) checkValues(view.slot, inputs[name]!, inputs[name]!.length, 0)
  const plan = rows === 0 ? [] : (planBatches(rows, sizes) ?? planPadded(rows, sizes))
  const outputs: Outputs = {}
  for (const [name, view] of widest.outputs) {
    outputs[name] = allocate(view.slot.dtype, rows * widest.rowLength(view))
  }
  let first = 0
  for (const size of plan) {
    const entry = instance.entry('predict', size)
    for (const [name, view] of entry.inputs) {
      view.writeUnchecked(takeRows(inputs[name]!, first, size, rows, entry.rowLength(view), view.slot.dtype))
    }
    entry.run()
    const got = Math.min(size, rows - first)
    for (const [name, view] of entry.outputs) {
      const length = entry.rowLength(view)
      if (outputs[name]!.length !== rows * length) {
        throw new RuntimeShapeError(`predict: output ${name} has ${length} values per row at batch ${size} only`)
      }
      outputs[name]!.set(view.read().subarray(0, got * length), first * length)
    }
    first += got
  }
  return outputs
}

function takeRows(
  values: ArrayLike<number>,
  first: number,
  count: number,
  rows: number,
  length: number,
  dtype: Parameters<typeof allocate>[0],
): TypedArray {
  const taken = allocate(dtype, count * length)
  for (let row = 0; row < count; row++) {
    const from = Math.min(first + row, rows - 1) * length
    for (let i = 0; i < length; i++) taken[row * length + i] = values[from + i]!
  }
  return taken
}
