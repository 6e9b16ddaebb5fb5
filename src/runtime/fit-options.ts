/**
 * The options of `fit`, and what is wrong with them at first sight.
 */
import type { Augment, Data, Dataset } from './data.js'
import type { Entry } from './entry.js'
import { checkCount, OptionError, shown } from './errors.js'
import type { FitCallback } from './history.js'
import type { Instance } from './instance.js'

/** What a diagnosis of a loss that is not finite gets: the arena as it was before the step, inputs and scalars written. */
export interface Failure {
  readonly instance: Instance
  readonly entry: Entry
  readonly step: number
  readonly epoch: number
}

export interface FitOptions {
  readonly data: Data
  readonly epochs: number
  readonly batch: number
  /** Evaluated after each epoch. */
  readonly validation?: Dataset
  /** Decides the order of records and augmentation. Default: the seed of the instance. */
  readonly seed?: number
  /** Default true. Streams keep their own order. */
  readonly shuffle?: boolean
  /** Leave out the last, partial batch of each epoch. Default false: it needs a step built for its size. */
  readonly dropLast?: boolean
  readonly augment?: Augment
  /** Stop after this many epochs without improvement and restore the best weights. Needs `validation`. */
  readonly patience?: number
  /** The output of `evaluate` that decides what is best, and in which direction. Default `loss`, `min` (`max` for others). */
  readonly monitor?: { readonly name: string; readonly mode?: 'min' | 'max' }
  readonly callbacks?: FitCallback | readonly FitCallback[]
  /** An AbortSignal: stops between two steps, after `onCheckpoint`. */
  readonly signal?: { readonly aborted: boolean }
  /** Gets the bytes of a checkpoint when the signal stops training, and after every `checkpointEvery` epochs. */
  readonly onCheckpoint?: (bytes: Uint8Array, reason: 'aborted' | 'epoch') => void | Promise<void>
  readonly checkpointEvery?: number
  /** The bytes of a checkpoint of the same run, to continue it bit for bit. */
  readonly resume?: Uint8Array
  /** Says which node and source line is the first that is not finite; the compiler side supplies it. */
  readonly diagnose?: (failure: Failure) => string | undefined
}

/** What the options that are no numbers are. */
const kinds = { shuffle: 'boolean', dropLast: 'boolean', augment: 'function', onCheckpoint: 'function' } as const

/** @throws OptionError for counts that are no positive integers, other options of a wrong kind, and patience with nothing to watch. */
export function checkOptions(options: FitOptions): void {
  const { epochs, batch, patience = 1, checkpointEvery = 1 } = options
  for (const [name, value] of Object.entries({ epochs, batch, patience, checkpointEvery }))
    checkCount('fit', name, value)
  for (const [name, kind] of Object.entries(kinds)) {
    const value = options[name as keyof typeof kinds]
    if (value !== undefined && typeof value !== kind)
      throw new OptionError(
        `fit: ${name} is ${shown(value)}; it is ${kind === 'boolean' ? 'true or false' : 'a function'}`,
      )
  }
  const { monitor } = options
  if (monitor !== undefined && (typeof monitor !== 'object' || monitor === null || typeof monitor.name !== 'string'))
    throw new OptionError(`fit: monitor is ${shown(monitor)}; it is an object such as { name: 'loss', mode: 'min' }`)
  if (monitor?.mode !== undefined && monitor.mode !== 'min' && monitor.mode !== 'max')
    throw new OptionError(`fit: monitor.mode is ${shown(monitor.mode)}; it is 'min' or 'max'`)
  if (options.patience !== undefined && options.validation === undefined) {
    throw new OptionError('fit: patience needs validation records to watch')
  }
}
