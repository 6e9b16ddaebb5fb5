/**
 * A build's certificate by one process or two, with progress on stderr.
 *
 * In: a build and the words of a command line that makes the same. Out: its certificate. The second process is another run of
 * `shapewright certify`, told to do some of the entries; it prints its part and sends what it is at.
 */
import { spawn } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { certifyModel, joinCertificates } from '../../certify/certify.js'
import { partsOf, type CertifyCallback, type CertifyEvent } from '../../certify/progress.js'
import type { Certificate } from '../../certify/report.js'
import { workOf } from '../../certify/work.js'
import type { Build } from '../compile.js'
import type { Derivation } from '../emit/record.js'
import { showCertifying } from './progress.js'

/** Builds of fewer scalar operations than this, all kernels together, are not worth a second process. */
const sharedWork = 1_000_000

export interface CertifyingOptions {
  readonly seed: string
  /** The command line of a second process for the same build; null where there is none. */
  readonly words: readonly string[] | null
  /** Whether progress is left out. */
  readonly silent: boolean
}

/** A build's certificate, with progress on stderr; of a large build the entries are shared with a second process. */
export async function certified(
  { model }: Derivation,
  built: Build,
  { seed, words, silent }: CertifyingOptions,
): Promise<Certificate> {
  const display = silent ? undefined : showCertifying(process.stderr)
  try {
    const shares = sharesOf(built)
    if (words === null || shares === null) {
      return await certifyModel(model, built, { seed, ...(display && { onProgress: display.callback }) })
    }
    const latest = shares.map((entries) => ({
      done: 0,
      total: entries.reduce((sum, at) => sum + partsOf(built.explain.entries[at]!), 0),
    }))
    const show = async (share: number, event: CertifyEvent): Promise<void> => {
      latest[share] = event
      const sum = (name: 'done' | 'total'): number => latest.reduce((total, each) => total + each[name], 0)
      await display?.callback({ ...event, done: sum('done'), total: sum('total') })
    }
    const second = started(
      ['certify', ...words, '--json', `--entries=${shares[1].join(',')}`],
      (event) => void show(1, event),
    )
    const first = certifyModel(model, built, { seed, only: shares[0], onProgress: (event) => show(0, event) })
    const [own, theirs] = await Promise.all([first, second])
    return joinCertificates([own, JSON.parse(theirs) as Certificate], built)
  } finally {
    display?.stop()
  }
}

/** Two shares of a large build's entries, of about the same work; null where it is not worth two processes. */
function sharesOf(built: Build): readonly [number[], number[]] | null {
  const works = built.explain.entries.map(({ loopNests }) => workOf(loopNests))
  const total = works.reduce((sum, work) => sum + work, 0)
  if (total < sharedWork || availableParallelism() < 2 || works.length < 2) return null
  const shares: [number[], number[]] = [[0], []]
  const loads: [number, number] = [works[0]!, 0]
  const others = works.map((work, at) => ({ work, at })).slice(1)
  for (const { work, at } of others.sort((a, b) => b.work - a.work)) {
    const least = loads[0] <= loads[1] ? 0 : 1
    shares[least].push(at)
    loads[least] += work
  }
  return shares
}

/** What another run of this command line prints; its progress comes as messages. */
function started(words: readonly string[], onProgress: (event: CertifyEvent) => void): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [process.argv[1]!, ...words], { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] })
    let text = ''
    child.stdout!.setEncoding('utf8').on('data', (part: string) => (text += part))
    child.on('message', (event: CertifyEvent) => onProgress(event)) // only such a run sends anything: see asSecond
    child.on('error', reject)
    child.on('close', (code) =>
      code === 0 ? resolve(text) : reject(new Error(`the second process of certify ended with code ${code}`)),
    )
  })
}

/** Runs what a second process does: it sends its progress to the first, and ends when the first is gone. */
export async function asSecond<T>(run: (onProgress?: CertifyCallback) => Promise<T>): Promise<T> {
  if (process.send === undefined) return run()
  const abandoned = (): never => process.exit(1)
  process.once('disconnect', abandoned)
  const result = await run((event) => {
    process.send?.(event)
    return new Promise((resolve) => setImmediate(resolve))
  })
  process.off('disconnect', abandoned)
  process.disconnect() // the channel would keep this process alive
  return result
}
