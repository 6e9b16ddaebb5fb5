/**
 * Trusted to ask. Trials in a field so small that computed values often meet each other and thresholds. Elsewhere that has
 * the weight of 1/p, and what is planted (plant.ts) is only what a kernel reads, not what it computes on the way.
 *
 * In: a prime, the entries of a result, the work of a run. Out: trials, which bear on no bound.
 */
import type { Trials } from '../report.js'

/** Scalar operations that they may cost together. */
const affordable = 1_000_000

/** As many as let two values of one of the entries meet five times, or as the work allows. */
export function meetingTrials(prime: number, entries: number, work: number): Trials {
  const wanted = Math.ceil((5 * prime) / Math.max(1, entries))
  const count = Math.max(2, Math.min(wanted, Math.floor(affordable / Math.max(1, work))))
  return { prime, mode: 'uniform', count }
}
