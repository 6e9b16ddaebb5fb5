/**
 * Mean loss and metrics over a data set.
 *
 * In: an instance and records. Out: one number per scalar output of `evaluate`, each record weighing the same. Used by
 * train.ts once per epoch, and by the command line for the test records.
 */
import { ArraySource, BatchBuffers, checkDataset } from './data.js'
import type { Dataset } from './data.js'
import type { Entry } from './entry.js'
import { RuntimeShapeError } from './errors.js'
import type { Instance } from './instance.js'
import { planBatches } from './predict.js'

/** Means by output name, `loss` and the metrics. */
export type Metrics = Readonly<Record<string, number>>

/** An evaluation that can be repeated without allocating: records checked, batches planned, buffers made. */
export class Evaluation {
  private readonly source: ArraySource
  private readonly rows: number
  private readonly totals: Totals
  private readonly batches: readonly { readonly entry: Entry; readonly buffers: BatchBuffers }[]

  constructor(
    private readonly instance: Instance,
    data: Dataset,
    what = 'evaluate',
  ) {
    const sizes = instance.batchesOf('evaluate')
    const widest = instance.entry('evaluate', sizes[0])
    this.rows = checkDataset(what, widest, data)
    this.totals = new Totals(widest)
    const plan = planBatches(this.rows, sizes)
    if (plan === null) {
      throw new RuntimeShapeError(
        `${what}: ${this.rows} rows cannot be made of batches of ${sizes.join(', ')}; build evaluate also for a batch of ${this.rows % sizes[0]!}`,
      )
    }
    const prepared = new Map<number, { entry: Entry; buffers: BatchBuffers }>()
    this.batches = plan.map((size) => {
      const entry = instance.entry('evaluate', size)
      const known = prepared.get(size) ?? {
        entry,
        buffers: new BatchBuffers(entry.inputList, size),
      }
      prepared.set(size, known)
      return known
    })
    this.source = new ArraySource(data, this.rows, 0, false)
  }

  /** Names of the scalar outputs. */
  get names(): readonly string[] {
    return Object.keys(this.totals.toRecord())
  }

  /** Runs it: mean = Σ rowsᵢ · valueᵢ / Σ rowsᵢ over the batches i. */
  run(): Metrics {
    this.totals.reset()
    this.source.start(0, 0)
    for (const { entry, buffers } of this.batches) {
      this.source.fill(buffers)
      writeInputs(entry, buffers)
      this.instance.run(entry)
      this.totals.add(entry, buffers.capacity)
    }
    return this.totals.means(this.rows)
  }
}

/**
 * Mean loss and metrics of `data`, dealt out to the batch sizes that `evaluate` was built for.
 *
 * @throws RuntimeShapeError, DataError.
 * @example
 * import digits, { data } from './model.js' // the model of the README
 * const { instance } = compile(digits, { bind: { batch: 40 } })
 * const means = evaluate(instance, data().validation) // 200 records, 40 at a time
 * Object.keys(means) // => [accuracy, loss]
 */
export function evaluate(instance: Instance, data: Dataset): Metrics {
  return new Evaluation(instance, data).run()
}

/** Writes the buffered batch (checked before) into the inputs of an entry. */
export function writeInputs(entry: Entry, buffers: BatchBuffers): void {
  const batch = buffers.view(entry.batch)
  for (let i = 0; i < entry.inputList.length; i++) {
    const view = entry.inputList[i]!
    view.writeUnchecked(batch[view.slot.name]!)
  }
}

/** Σ rows · value of each scalar output, over batches; adding allocates nothing. */
export class Totals {
  private readonly index: ReadonlyMap<string, number>
  private readonly sums: Float64Array

  constructor(entry: Entry) {
    this.index = new Map(entry.scalarOutputs.map((view, i) => [view.slot.name, i]))
    this.sums = new Float64Array(this.index.size)
  }

  add(entry: Entry, rows: number): void {
    for (let i = 0; i < entry.scalarOutputs.length; i++) {
      const view = entry.scalarOutputs[i]!
      this.sums[this.index.get(view.slot.name)!]! += rows * view.scalar()
    }
  }

  /** The sums by name, to be saved. */
  toRecord(): Record<string, number> {
    return Object.fromEntries([...this.index].map(([name, i]) => [name, this.sums[i]!]))
  }

  /** Back to 0, or to what was saved. */
  reset(saved: Readonly<Record<string, number>> = {}): void {
    for (const [name, i] of this.index) this.sums[i] = saved[name] ?? 0
  }

  means(rows: number): Metrics {
    return Object.fromEntries([...this.index].map(([name, i]) => [name, this.sums[i]! / rows]))
  }
}
