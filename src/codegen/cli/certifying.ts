/**
 * A build's certificate by several threads, with progress on stderr.
 *
 * In: a build and what it is made of. Out: its certificate. Each thread takes the next entry that nobody has begun, the
 * longest first; what threads other than this one do is in certifying-thread.ts.
 */
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { certifyModel, seedOf, type Sharing } from '../../certify/certify.js'
import type { EntryResult } from '../../certify/entries.js'
import type { CertifyEvent } from '../../certify/progress.js'
import type { Certificate } from '../../certify/report.js'
import { workOf } from '../../certify/work.js'
import { graphHashes } from '../../dsl/nn/model.js'
import type { Build } from '../compile.js'
import { writeRecord, type Derivation } from '../emit/record.js'
import type { ThreadMessage, ThreadWork } from './certifying-thread.js'
import { showCertifying } from './progress.js'

/** A thread for so many scalar operations, all kernels together: it takes as long to begin as they do to certify. */
const threadWork = 1_000_000

export interface CertifyingOptions {
  readonly seed: string
  /** At most so many threads, this one included; by default one for every core. */
  readonly threads?: number | undefined
  /** Whether progress is left out. */
  readonly silent: boolean
  /** What is to be done here before the first trial, while the other threads begin. What it throws ends them. */
  readonly first: () => void | Promise<void>
}

/** A build's certificate, with progress on stderr. */
export async function certified(
  derivation: Derivation,
  built: Build,
  { seed, threads = availableParallelism(), silent, first }: CertifyingOptions,
): Promise<Certificate> {
  const display = silent ? undefined : showCertifying(process.stderr)
  const works = built.explain.entries.map(({ loopNests }) => workOf(loopNests))
  const total = works.reduce((sum, work) => sum + work, 0)
  const order = [...works.keys()].sort((a, b) => works[b]! - works[a]!)
  const taken = new Int32Array(new SharedArrayBuffer(4))
  let latest: CertifyEvent | undefined
  let elsewhere = 0
  const show = (event: CertifyEvent): Promise<void> | undefined => {
    latest = event
    return display?.callback({ ...event, done: event.done + elsewhere })
  }
  const count = Math.min(threads, works.length, 1 + Math.floor(total / threadWork))
  const work: ThreadWork | null =
    count < 2 ? null : (
      {
        record: writeRecord(derivation, built),
        kernels: built.kernels,
        seed: seedOf(built, { graphs: graphHashes(derivation.model), seed }),
        order,
        taken,
      }
    )
  const others = Array.from({ length: work === null ? 0 : count - 1 }, () =>
    thread(work!, (entry, kernel) => {
      elsewhere++
      if (latest !== undefined) void show({ ...latest, entry, kernel })
    }),
  )
  const sharing: Sharing = {
    next: () => order[Atomics.add(taken, 0, 1)],
    others: async () => (await Promise.all(others.map(({ results }) => results))).flat(),
  }
  try {
    await first()
    return await certifyModel(derivation.model, built, { seed, sharing, onProgress: show })
  } finally {
    display?.stop()
    await Promise.all(others.map(({ end }) => end()))
  }
}

/** Another thread, what it will have found, and a way to end it. */
function thread(
  workerData: ThreadWork,
  onBegin: (entry: string, kernel: string) => void,
): { results: Promise<readonly EntryResult[]>; end: () => Promise<unknown> } {
  const worker = new Worker(new URL('./certifying-thread.js', import.meta.url), { workerData })
  const results = new Promise<readonly EntryResult[]>((resolve, reject) => {
    worker.on('message', (message: ThreadMessage) => {
      if ('results' in message) resolve(message.results)
      else onBegin(message.entry, message.kernel)
    })
    worker.on('error', reject)
    worker.on('exit', (code) => reject(new Error(`a thread of certify ended with code ${code}`)))
  })
  results.catch(() => {}) // whoever waits for them sees it
  return { results, end: () => worker.terminate() }
}
