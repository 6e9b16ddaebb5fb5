/**
 * What training reports: one record per epoch, and the events that callbacks see.
 */
import type { Entry } from './entry.js'
import type { Metrics } from './evaluate.js'

/** One epoch's means. Plain JSON without times: the same run gives the same history. */
export interface EpochRecord {
  /** From 1. */
  readonly epoch: number
  /** Steps taken when it ended. */
  readonly step: number
  /** Learning rate of its last step. */
  readonly rate: number
  /** Means of the step's outputs while the weights changed, dropout and augmentation included. */
  readonly train: Metrics
  /** Means over the validation records after the epoch; null where there are none. */
  readonly validation: Metrics | null
}

/** After each step. One object that is reused: copy what you keep. */
export interface StepEvent {
  readonly kind: 'step'
  /** Epoch and step in the run, from 1. */
  epoch: number
  step: number
  /** Step in the epoch, from 1, and how many it has (undefined for a stream). */
  stepInEpoch: number
  stepsPerEpoch: number | undefined
  epochs: number
  rows: number
  rate: number
  loss: number
  /** The step's scalar outputs by name, `loss` included; made when asked for. */
  readonly values: Record<string, number>
}

export interface EpochEvent extends EpochRecord {
  readonly kind: 'epoch'
  readonly epochs: number
  /** Whether the monitored value was the best so far. */
  readonly improved: boolean
}

export interface EndEvent {
  readonly kind: 'end'
  readonly result: FitResult
}

export type FitEvent = StepEvent | EpochEvent | EndEvent
export type FitCallback = (event: FitEvent) => void | Promise<void>

export interface FitResult {
  /** `completed`: all epochs; `early`: no improvement for `patience` epochs; `aborted`: by the signal. */
  readonly stopped: 'completed' | 'early' | 'aborted'
  readonly history: readonly EpochRecord[]
  readonly steps: number
  /** The best epoch by the monitored value, where there is validation or a monitored training value. */
  readonly best: { readonly epoch: number; readonly value: number } | null
}

/** The event object that all steps share; its `values` are read from the arena when somebody asks. */
export function stepEvent(epochs: number, stepsPerEpoch: number | undefined, latest: () => Entry): StepEvent {
  return {
    kind: 'step',
    epoch: 0,
    step: 0,
    stepInEpoch: 0,
    stepsPerEpoch,
    epochs,
    rows: 0,
    rate: 0,
    loss: 0,
    get values() {
      return Object.fromEntries(latest().scalarOutputs.map((view) => [view.slot.name, view.scalar()]))
    },
  }
}
