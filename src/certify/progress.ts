/**
 * How far a certification is, for whoever waits for it: most of it is spent in a few kernels, and some models take minutes.
 *
 * In: what begins. Out: events for a callback, which is waited for; without one nothing happens. No trial depends on it.
 */
import type { EntryKernels } from '../codegen/compile.js'
import { targetsOf, unitsOf } from './trials/wiring.js'

/** Something begins to be compared, and `done` parts of `total` are. */
export interface CertifyEvent {
  readonly entry: string
  /** One kernel, several that hand scratch to each other, `all kernels` of the entry in order, or `derivatives`. */
  readonly kernel: string
  readonly done: number
  readonly total: number
}

export type CertifyCallback = (event: CertifyEvent) => void | Promise<void>

/** Every kernel of an entry is a part, and so are all of them in order. */
export const partsOf = (entry: EntryKernels): number => unitsOf(entry, targetsOf(entry)).length + 1

export class Parts {
  #done = 0

  constructor(
    private readonly callback: CertifyCallback | undefined,
    private readonly total: number,
  ) {}

  /** Says that a part begins, and so that the one before it is done. */
  async begin(entry: string, kernel: string): Promise<void> {
    await this.callback?.({ entry, kernel, done: this.#done++, total: this.total })
  }
}
