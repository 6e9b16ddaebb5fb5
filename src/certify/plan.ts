/**
 * Trusted for bounds. How many trials, of what kind, and what may be said when all agree. Depends on degrees, comparisons and size alone, never
 * on a clock, so that certificates can be repeated.
 */
import { missProbability, type Degree } from './degrees/degree.js'
import type { Mode } from './draw.js'
import type { Trials, Verdict } from './report.js'

/** The share of error of one kernel: a thousand of them stay below 1e-9. */
const target = 1e-12

/** The share of inputs that takes the rarer side of one comparison, a little less than half. */
const oneComparison = 0.49

/** Kernels up to this many scalar operations are run often enough for rare branches. */
const smallWork = 20_000

export interface Plan {
  readonly trials: readonly Trials[]
  /** Probability that one uniform trial misses a difference, by prime. */
  readonly misses: ReadonlyMap<number, number>
  readonly compared: boolean
  /** One comparison in each entry, of which either side is taken half of the time. */
  readonly even: boolean
}

const rounds = (miss: number): number => Math.max(2, Math.ceil(Math.log(target) / Math.log(miss)))

/** `primes[0]` carries most of the claim. */
export function planTrials(
  kernel: Degree,
  reference: Degree,
  work: number,
  primes: readonly number[],
  evenly: boolean,
  /** How many trials plant every winner once. */
  planted: number,
): Plan {
  const misses = new Map(primes.map((prime) => [prime, missProbability(kernel, reference, prime)]))
  const comparisons = Math.max(kernel.comparisons, reference.comparisons)
  const compared = comparisons > 0
  const even = comparisons === 1 && evenly
  const [carrier = 0, second = carrier, third = second] = primes
  const miss = misses.get(carrier) ?? 1
  const trials: { prime: number; mode: Mode; count: number }[] = []
  const add = (prime: number, mode: Mode, count: number): void => {
    if (count > 0) trials.push({ prime, mode, count })
  }
  add(carrier, 'uniform', miss > 0.5 ? 4 : rounds(miss))
  add(second, 'uniform', 2)
  add(third, 'uniform', 2)
  if (compared && miss <= 0.5) {
    const weight =
      work <= smallWork ? 0.05
      : even ? oneComparison
      : 0.25
    const needed = Math.ceil(-Math.log(target) / (weight * (1 - miss)))
    const small = misses.get(second) ?? 1
    // a small prime is as good where its own degrees allow it
    const most = Math.ceil(-Math.log(target) / (weight * (1 - small)))
    if (small <= 0.25) add(second, 'uniform', most)
    else add(carrier, 'uniform', needed)
  }
  add(second, 'ties', compared ? 8 : 2)
  // without a constant to stand next to, thresholds are ties once more
  add(third, 'thresholds', compared && !even ? 8 : 1)
  add(second, 'planted', planted)
  return { trials, misses, compared, even }
}

/** What clean trials establish; `informative` of them counted for every entry. */
export function verdictOf(plan: Plan, run: readonly Trials[], informative: number): Verdict {
  const base = { trials: run, informative }
  let logarithm = 0
  let carrying = 0
  let worst = 0
  for (const { prime, mode, count } of run) {
    const miss = plan.misses.get(prime) ?? 1
    if (mode !== 'uniform' || miss > 0.5) continue
    carrying += count
    worst = Math.max(worst, miss)
    logarithm += count * Math.log(miss)
  }
  if (carrying === 0)
    return { ...base, label: 'tested', bound: null, reason: 'degrees or symbols too many for the primes' }
  if (informative === 0)
    return { ...base, label: 'tested', bound: null, reason: 'an entry of the result was poisoned in every trial' }
  // a poisoned entry agrees, which the probability of missing counts already; those that were not are what is left
  const share = Math.min(1, informative / carrying)
  if (!plan.compared) return { ...base, label: 'certified', bound: Math.exp(logarithm * share) }
  const weight = -Math.log(target) / (informative * (1 - worst))
  if (plan.even && weight <= oneComparison) return { ...base, label: 'certified', bound: target }
  return { ...base, label: 'certified above branch weight', weight: Math.min(1, weight), bound: target }
}
