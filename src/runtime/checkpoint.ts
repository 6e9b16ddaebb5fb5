/**
 * A checkpoint holds everything the rest of a training run depends on, so that resuming gives the same bits as never
 * having stopped: parameters, state, the best weights so far, seed, step, place in the shuffled epoch, running sums and
 * history. It is a safetensors file, so its weights can be read by any program.
 *
 * In: an instance and the progress of `fit`. Out: bytes, and back.
 */
import { CheckpointError } from './errors.js'
import type { EpochRecord } from './history.js'
import type { Instance } from './instance.js'
import { checkpointFormat, loadTensors, namedTensor } from './parameters.js'
import { decodeSafetensors, encodeSafetensors } from './safetensors.js'
import type { FileTensor } from './safetensors.js'
import type { Snapshot } from './snapshot.js'

/** Where `fit` stands between two steps. Plain JSON. */
export interface Progress {
  /** Epochs completed. */
  epoch: number
  /** Rows and steps of the current epoch done. */
  rowsDone: number
  stepsDone: number
  /** Σ rows · value of each scalar output in this epoch. */
  sums: Record<string, number>
  history: EpochRecord[]
  /** The best epoch (from 1) by the monitored value, null before the first. */
  best: { epoch: number; value: number } | null
}

/** Options that must be the same when training is resumed, because the steps depend on them. */
export interface RunOptions {
  readonly batch: number
  readonly rows: number | null
  readonly shuffle: boolean
  readonly dropLast: boolean
  readonly dataSeed: number
}

const bestPrefix = 'best/'

/** The bytes of a checkpoint. `best` holds the weights of `progress.best`. */
export function encodeCheckpoint(instance: Instance, progress: Progress, run: RunOptions, best: Snapshot): Uint8Array {
  const tensors = [...instance.parameters, ...instance.state].map(([name, view]) => namedTensor(name, view))
  if (progress.best !== null) {
    for (const [name, { view, values }] of best.copies) {
      tensors.push({ name: bestPrefix + name, dtype: view.slot.dtype, shape: view.slot.shape, values })
    }
  }
  return encodeSafetensors(tensors, {
    format: checkpointFormat,
    model: instance.manifest.name,
    seed: String(instance.seed),
    step: String(instance.stepCount),
    run: JSON.stringify(run),
    progress: JSON.stringify(progress, numberToText),
  })
}

/**
 * Puts a checkpoint back: into the instance, into `best`, and returns the progress.
 *
 * @throws SafetensorsError, ParameterMismatchError, DataError as for weights; CheckpointError where the file is no
 *   checkpoint, is of another model or of a run with other options. Nothing is changed then.
 */
export function decodeCheckpoint(instance: Instance, file: Uint8Array, run: RunOptions, best: Snapshot): Progress {
  const { tensors, metadata } = decodeSafetensors(file)
  if (metadata['format'] !== checkpointFormat) {
    throw new CheckpointError(
      'resume: the file is no checkpoint (a weights file, perhaps); use loadParameters to start from its weights',
    )
  }
  if (metadata['model'] !== instance.manifest.name) {
    throw new CheckpointError(
      `resume: the checkpoint is of model ${JSON.stringify(metadata['model'])}, this is ${JSON.stringify(instance.manifest.name)}`,
    )
  }
  const saved = parse<RunOptions>('run', metadata['run'])
  for (const key of Object.keys(run) as (keyof RunOptions)[]) {
    if (saved[key] !== run[key]) {
      throw new CheckpointError(
        `resume: the checkpoint was written with ${key} ${saved[key]}, this run has ${run[key]}; the same options are needed to continue it`,
      )
    }
  }
  const progress = parse<Progress>('progress', metadata['progress'])
  const seed = Number(metadata['seed'])
  const step = Number(metadata['step'])
  if (![seed, step].every((value) => Number.isSafeInteger(value) && value >= 0) || !isProgress(progress, run)) {
    throw new CheckpointError('resume: the checkpoint is damaged: seed, step or progress make no sense')
  }
  const current = new Map<string, FileTensor>()
  const bestTensors = new Map<string, FileTensor>()
  for (const [name, tensor] of tensors) {
    if (name.startsWith(bestPrefix)) bestTensors.set(name.slice(bestPrefix.length), tensor)
    else current.set(name, tensor)
  }
  const expected = new Map([...instance.parameters, ...instance.state])
  const before = snapshotOf(expected)
  try {
    if (progress.best !== null) {
      loadTensors('resume (best weights)', bestTensors, expected)
      best.capture()
    }
    loadTensors('resume', current, expected)
  } catch (error) {
    for (const [name, values] of before) expected.get(name)!.writeUnchecked(values)
    throw error
  }
  instance.seed = seed
  instance.stepCount = step
  return progress
}

const snapshotOf = (views: ReadonlyMap<string, { read(): ArrayLike<number> }>) =>
  new Map([...views].map(([name, view]) => [name, view.read()]))

// Numbers that JSON has no spelling for, as texts; a metric may well be NaN while the loss is finite.
const unspellable = [NaN, Infinity, -Infinity, -0]
const spell = (value: number): string => (Object.is(value, -0) ? '-0' : String(value))

function numberToText(_key: string, value: unknown): unknown {
  return typeof value === 'number' && unspellable.some((number) => Object.is(number, value)) ? spell(value) : value
}

function textToNumber(_key: string, value: unknown): unknown {
  return typeof value === 'string' ? (unspellable.find((number) => spell(number) === value) ?? value) : value
}

function parse<T>(field: string, text: string | undefined): T {
  try {
    const value: unknown = JSON.parse(text ?? '', textToNumber)
    if (typeof value === 'object' && value !== null) return value as T // its fields are checked by the caller
  } catch {
    // Falls through: no JSON is as bad as the wrong JSON.
  }
  throw new CheckpointError(`resume: the checkpoint is damaged: its field ${field} cannot be read`)
}

/** Whether the progress is one that `fit` could have written: the file may have been damaged or made up. */
function isProgress(progress: Progress, { batch, rows }: RunOptions): boolean {
  const { epoch, rowsDone, stepsDone, sums, history, best } = progress
  return (
    [epoch, rowsDone, stepsDone].every((count) => Number.isSafeInteger(count) && count >= 0) &&
    rowsDone <= Math.min(rows ?? Infinity, stepsDone * batch) &&
    stepsDone <= rowsDone &&
    isNumbers(sums) &&
    Array.isArray(history) &&
    history.length === epoch &&
    history.every(isEpochRecord) &&
    (best === null || (isNumbers(best) && Number.isInteger(best.epoch) && typeof best.value === 'number'))
  )
}

const isNumbers = (record: unknown): boolean =>
  typeof record === 'object' && record !== null && Object.values(record).every((value) => typeof value === 'number')

function isEpochRecord(record: unknown): boolean {
  if (typeof record !== 'object' || record === null) return false
  const { train, validation, ...counts } = record as EpochRecord
  return isNumbers(train) && (validation === null || isNumbers(validation)) && isNumbers(counts)
}
