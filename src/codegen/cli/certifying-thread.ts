/**
 * A thread that certifies entries of a build beside others; run by certifying.ts as a worker.
 *
 * In: the build's record, from which it is derived here once more, and the list of entries that all threads take from. Out:
 * a message for every kernel that begins, and one with all that was found.
 */
import { parentPort, workerData } from 'node:worker_threads'
import { certifyEntries, type EntryResult } from '../../certify/entries.js'
import { javascript } from '../../certify/trials/javascript.js'
import { compileModel } from '../compile.js'
import { readRecord } from '../emit/record.js'

export interface ThreadWork {
  /** The text of manifest.json. */
  readonly record: string
  /** The text of the kernels: those that are derived here are held against it. */
  readonly kernels: string
  /** Of all that is drawn. */
  readonly seed: string
  /** Positions of entries, in the order in which they are taken; and how many have been. */
  readonly order: readonly number[]
  readonly taken: Int32Array
}

export type ThreadMessage =
  { readonly entry: string; readonly kernel: string } | { readonly results: readonly EntryResult[] }

const { record, kernels, seed, order, taken } = workerData as ThreadWork
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- this is no window
const say = (message: ThreadMessage): void => parentPort!.postMessage(message)

const { model, entries, options } = readRecord(record)
const built = compileModel(model, entries, options)
if (built.kernels !== kernels) throw new Error('certify: the record of this build does not give its kernels')
const results = await certifyEntries(built, {
  target: javascript,
  seed,
  next: () => order[Atomics.add(taken, 0, 1)],
  begin: (entry, kernel) => say({ entry, kernel }),
})
say({ results })
