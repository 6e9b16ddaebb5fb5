/**
 * Trusted to ask.
 *
 * Entries of a build, one after the other, in an order that several threads may share.
 *
 * In: a build, a seed, and which entry is next. Out: of each that was taken, what is certified and what is wrong. No trial
 * depends on who takes what.
 */
import type { Build } from '../codegen/compile.js'
import type { EntryReport, Refusal } from './report.js'
import { EntryCertifier } from './trials/kernels.js'
import type { Target } from './trials/target.js'

export interface EntryResult {
  /** Its position in the build. */
  readonly at: number
  readonly report: EntryReport
  readonly refusals: readonly Refusal[]
}

export interface EntriesOptions {
  readonly target: Target
  /** Of all that is drawn. */
  readonly seed: string
  /** The position of the entry to take now; undefined when none is left. */
  readonly next: () => number | undefined
  /** Told of every kernel that begins, and waited for. */
  readonly begin: (entry: string, kernel: string) => void | Promise<void>
  /** What the entries are called in the report; by default as in the build. */
  readonly names?: readonly string[]
}

const selfTests = new Map<string, string | null>()

/** A domain is trusted when its arithmetic has been compared with integers, once in a thread. */
function selfTested(target: Target): string | null {
  for (const prime of [...target.primes, target.meeting]) {
    const key = `${target.name} ${prime}`
    if (!selfTests.has(key)) selfTests.set(key, target.selfTest(prime, 10_000))
    const wrong = selfTests.get(key) ?? null
    if (wrong !== null) return wrong
  }
  return null
}

/** Certifies entries as they are taken. */
export async function certifyEntries(
  { explain, manifest }: Build,
  { target, seed, next, begin, names }: EntriesOptions,
): Promise<EntryResult[]> {
  const wrong = selfTested(target)
  if (wrong !== null) throw new Error(`certify: the arithmetic of ${target.name} is not the field's: ${wrong}`)
  const { placements } = explain
  const { segments } = manifest
  const results: EntryResult[] = []
  for (let at = next(); at !== undefined; at = next()) {
    const kernels = explain.entries[at]!
    const name = names?.[at] ?? manifest.entries[at]?.function ?? kernels.name
    const certifier = new EntryCertifier({ name, kernels, placements, segments, target, seed })
    results.push({ at, ...(await certifier.run(begin)) })
  }
  return results
}
