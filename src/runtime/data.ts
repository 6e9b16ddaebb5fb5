/**
 * Where training batches come from: arrays held in memory, dealt out in an order shuffled from the seed, or a stream
 * (iterable or async iterable) of batches of any size, regrouped. Either way a batch lands in the same buffers each time.
 *
 * In: the author's data and the entry that will read it. Out: `BatchSource`, which fills buffers and knows its place, so
 * that training can resume in the middle of an epoch.
 */
import { allocate, checkValues, elementCount } from './arena.js'
import type { TensorView, TypedArray } from './arena.js'
import type { Entry } from './entry.js'
import { checkCount, DataError, RuntimeShapeError } from './errors.js'
import { Generator } from './random.js'

/** All records in memory: row-major values by input name, for example `{ x: Float32Array, label: Int32Array }`. */
export type Dataset = Readonly<Record<string, ArrayLike<number>>>

/** Batches of any number of rows, one after the other; a function is called for each epoch (from 1). */
export type BatchStream = Iterable<Dataset> | AsyncIterable<Dataset>
export type Data = Dataset | BatchStream | ((epoch: number) => BatchStream)

/** The rows of one batch as row-major arrays by input name, to be changed in place. */
export type Batch = Readonly<Record<string, TypedArray>>

/** Changes a training batch in place before each step, with a generator of its own for every (seed, epoch, batch). */
export type Augment = (batch: Batch, generator: Generator, rows: number) => void

/**
 * The batch sizes that training on `rows` records in batches of `batch` needs: the full size and that of the last,
 * partial batch. What a build has to bind. Fewer records than a batch are one batch of their own.
 *
 * @throws OptionError for counts that are no integers of at least 1.
 * @example
 * batchSizes(1237, 32) // => [32, 21]
 * batchSizes(5, 32) // => [5]
 */
export function batchSizes(rows: number, batch: number): readonly number[] {
  for (const [name, value] of Object.entries({ rows, batch })) checkCount('batchSizes', name, value)
  return [rows >= batch ? batch : 0, rows % batch].filter((size) => size > 0)
}

/** The same, where the number of records may not be known yet, or is none: that is for whoever reads them to say. */
export const sizesFor = (rows: number | undefined, batch: number): readonly number[] =>
  rows === undefined || rows === 0 ? [batch] : batchSizes(rows, batch)

/**
 * The number of rows in `data`, which must be the same in every input of the entry.
 *
 * @throws DataError where an input is no array of numbers; RuntimeShapeError where one is missing, its length is no multiple of
 *   the row, or the counts differ.
 */
export function rowsOf(what: string, entry: Entry, data: Dataset): number {
  if (!isDataset(data))
    throw new DataError(`${what}: the data is an iterator; give an array for each input by its name`)
  let rows = -1
  let firstName = ''
  for (const [name, view] of entry.inputs) {
    const length = entry.rowLength(view)
    const values = data[name]
    if (values === undefined)
      throw new RuntimeShapeError(
        `${what}: input ${name} is missing from the data, which has ${Object.keys(data).join(', ') || 'nothing'}`,
      )
    const kind = notNumbers(values)
    if (kind !== null)
      throw new DataError(`${what}: ${name} is ${kind}; give all its rows in one array of numbers, row after row`)
    const count = values.length / length
    if (!Number.isInteger(count)) {
      throw new RuntimeShapeError(
        `${what}: ${name} has ${values.length} values, which is no whole number of rows of ${length} ([${view.slot.shape.slice(1).join(', ')}])`,
      )
    }
    if (rows >= 0 && count !== rows) {
      throw new RuntimeShapeError(
        `${what}: ${firstName} has ${rows} rows, ${name} has ${count}; give one row of each input per record`,
      )
    }
    rows = count
    firstName = name
  }
  return rows
}

/** What a value is that is no array of numbers; null where it looks like one. */
function notNumbers(values: unknown): string | null {
  if (typeof values !== 'object' || values === null) return values === null ? 'null' : `a ${typeof values}`
  if (!('length' in values) || typeof values.length !== 'number') return 'an object without a length'
  const first = (values as ArrayLike<unknown>)[0] // its length was looked at
  return typeof first === 'object' && first !== null ? 'an array of arrays' : null
}

/**
 * Checks a data set against an entry: names, row lengths, number of rows, every value.
 *
 * @throws RuntimeShapeError, DataError (naming row and column).
 */
export function checkDataset(what: string, entry: Entry, data: Dataset): number {
  const rows = rowsOf(what, entry, data)
  if (rows === 0) throw new DataError(`${what}: the data has no rows`)
  for (const [name, view] of entry.inputs) checkValues(view.slot, data[name]!, data[name]!.length, 0)
  return rows
}

/** @throws DataError for what is neither. */
export function isDataset(data: Data): data is Dataset {
  if (typeof data === 'function') return false
  if (typeof data !== 'object' || data === null) {
    throw new DataError(
      `the data is ${data === null || data === undefined ? String(data) : `a ${typeof data}`}; give an array for each input by its name, an iterator of such, or a function that makes one`,
    )
  }
  return !(Symbol.iterator in data) && !(Symbol.asyncIterator in data)
}

/** Buffers for batches of up to `capacity` rows, with a view for each number of rows that occurs. */
export class BatchBuffers {
  readonly columns: readonly { readonly name: string; readonly rowLength: number; readonly values: TypedArray }[]
  private readonly views = new Map<number, Batch>()

  constructor(
    inputs: readonly TensorView[],
    readonly capacity: number,
  ) {
    this.columns = inputs.map(({ slot }) => {
      const rowLength = elementCount(slot.shape.slice(1))
      return { name: slot.name, rowLength, values: allocate(slot.dtype, capacity * rowLength) }
    })
  }

  /** The first `rows` rows; the same object for the same number of rows. */
  view(rows: number): Batch {
    const known = this.views.get(rows)
    if (known) return known
    const entries = this.columns.map(({ name, rowLength, values }) => [name, values.subarray(0, rows * rowLength)])
    const view = Object.fromEntries(entries) as Batch
    this.views.set(rows, view)
    return view
  }
}

/** Batches of one epoch after another. `fill` gives the number of rows written, 0 at the end of the epoch. */
export interface BatchSource {
  /** Rows per epoch, where it is known beforehand. */
  readonly rows: number | undefined
  /** Goes to row `skip` of epoch `epoch` (from 0). */
  start(epoch: number, skip: number): void | Promise<void>
  fill(buffers: BatchBuffers): number | Promise<number>
}

/** Records in memory. The order of epoch e is a permutation that depends on (seed, e) alone. */
export class ArraySource implements BatchSource {
  private readonly order: Uint32Array
  private readonly generator: Generator
  private position = 0

  constructor(
    private readonly data: Dataset,
    readonly rows: number,
    seed: number,
    private readonly shuffled: boolean,
  ) {
    this.order = Uint32Array.from({ length: rows }, (_, row) => row)
    this.generator = new Generator(seed, 'order of records')
  }

  start(epoch: number, skip: number): void {
    this.position = skip
    if (!this.shuffled) return
    for (let row = 0; row < this.rows; row++) this.order[row] = row
    this.generator.reset(epoch)
    this.generator.shuffle(this.order)
  }

  fill(buffers: BatchBuffers): number {
    const count = Math.min(buffers.capacity, this.rows - this.position)
    for (const { name, rowLength, values } of buffers.columns) {
      const all = this.data[name]!
      for (let row = 0; row < count; row++) {
        const from = this.order[this.position + row]! * rowLength
        for (let i = 0; i < rowLength; i++) values[row * rowLength + i] = all[from + i]!
      }
    }
    this.position += count
    return count
  }
}

/** Batches from an iterator, regrouped to the size that training asks for; checked as they come. */
export class StreamSource implements BatchSource {
  readonly rows = undefined
  private iterator: Iterator<Dataset> | AsyncIterator<Dataset> | undefined
  private pending: Dataset = {}
  private pendingRows = 0
  private taken = 0
  /** Row of the epoch at which the pending batch begins, for messages. */
  private firstRow = 0

  constructor(
    private readonly data: BatchStream | ((epoch: number) => BatchStream),
    private readonly entry: Entry,
  ) {}

  async start(epoch: number, skip: number): Promise<void> {
    const stream = typeof this.data === 'function' ? this.data(epoch + 1) : this.data
    if (isDataset(stream))
      throw new DataError('fit: the function gives no iterator of batches; give records that are all there as they are')
    this.iterator = Symbol.asyncIterator in stream ? stream[Symbol.asyncIterator]() : stream[Symbol.iterator]()
    this.pendingRows = this.taken = this.firstRow = 0
    if (!(await this.pull())) {
      throw new DataError(
        `fit: the data gave no batch in epoch ${epoch + 1}; an iterator can be read once, so pass a function that makes a new one for each epoch`,
      )
    }
    for (let rest = skip; rest > 0;) {
      const step = Math.min(rest, this.pendingRows - this.taken)
      this.taken += step
      rest -= step
      if (rest > 0 && !(await this.pull())) {
        throw new DataError(
          `fit: the checkpoint was written after ${skip} rows of epoch ${epoch + 1}, the data ends before`,
        )
      }
    }
  }

  async fill(buffers: BatchBuffers): Promise<number> {
    let filled = 0
    while (filled < buffers.capacity) {
      if (this.taken === this.pendingRows && !(await this.pull())) break
      const count = Math.min(buffers.capacity - filled, this.pendingRows - this.taken)
      for (const { name, rowLength, values } of buffers.columns) {
        const from = this.taken * rowLength
        const rows = this.pending[name]!
        for (let i = 0; i < count * rowLength; i++) values[filled * rowLength + i] = rows[from + i]!
      }
      this.taken += count
      filled += count
    }
    return filled
  }

  private async pull(): Promise<boolean> {
    for (;;) {
      const result = await this.iterator!.next()
      if (result.done === true) return false
      this.firstRow += this.pendingRows
      this.pending = result.value
      this.pendingRows = rowsOf('fit', this.entry, this.pending)
      this.taken = 0
      for (const [name, view] of this.entry.inputs) {
        checkValues(view.slot, this.pending[name]!, this.pending[name]!.length, this.firstRow)
      }
      if (this.pendingRows > 0) return true
    }
  }
}
