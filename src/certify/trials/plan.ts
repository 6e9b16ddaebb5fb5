/**
 * Trusted for bounds. How many trials, of what kind, and what may be said when all agree. Depends on degrees,
 * comparisons and size alone, never on a clock, so that certificates can be repeated.
 */
import { missProbability, type Degree } from '../degrees/degree.js'
import type { Mode } from './draw.js'
import type { Trials, Verdict } from '../report.js'

/** The share of error of one kernel: a thousand of them stay below 1e-9. */
const target = 1e-12

/** Kernels up to this many scalar operations are run often enough for rare branches. */
const smallWork = 20_000

/** Trials bear on branches where a difference on one of them is missed no more often than this. */
const branchMiss = 0.01

export interface Plan {
  readonly trials: readonly Trials[]
  /** Probability that one uniform trial misses a difference, by prime. */
  readonly misses: ReadonlyMap<number, number>
  /** Whether anything is compared, or integers are read: then a kernel may be wrong for a share of the inputs alone. */
  readonly branches: boolean
}

/** Trials that leave what each of them misses with this probability to less than `target`. */
const rounds = (miss: number): number => Math.max(2, Math.ceil(Math.log(target) / Math.log(miss)))

/** `primes[0]` carries most of the claim. */
export function planTrials(
  kernel: Degree,
  reference: Degree,
  work: number,
  primes: readonly number[],
  /** Whether it reads integers that a trial draws, and compares with constants other than 0. */
  { integers, constants }: { readonly integers: boolean; readonly constants: boolean },
  /** How many trials plant every winner once. */
  planted: number,
): Plan {
  const misses = new Map(primes.map((prime) => [prime, missProbability(kernel, reference, prime)]))
  const branches = integers || kernel.comparisons + reference.comparisons > 0
  const [carrier = 0, second = carrier, third = second] = primes
  const missOf = (prime: number): number => misses.get(prime) ?? 1
  const trials: { prime: number; mode: Mode; count: number }[] = []
  const add = (prime: number, mode: Mode, count: number): void => {
    if (count > 0) trials.push({ prime, mode, count })
  }
  add(carrier, 'uniform', missOf(carrier) > 0.5 ? 4 : rounds(missOf(carrier)))
  add(second, 'uniform', 2)
  add(third, 'uniform', 2)
  if (branches && missOf(carrier) <= branchMiss) {
    const weight = work <= smallWork ? 0.05 : 0.25
    const counted = trials.reduce((sum, { prime, count }) => sum + (missOf(prime) <= branchMiss ? count : 0), 0)
    // a small prime is as good, and faster, where its own degrees allow it
    add(missOf(second) <= branchMiss ? second : carrier, 'uniform', rounds(1 - weight) - counted)
  }
  // at zeros a kernel shows that it divides by what the reference does not
  add(second, 'ties', branches || kernel.denominator > 0 ? 8 : 2)
  // without a constant to stand next to, thresholds are ties once more; at the large prime close ones have places of their own
  if (constants) add(carrier, 'thresholds', 8)
  add(third, 'thresholds', constants ? 8 : 1)
  add(second, 'planted', planted)
  return { trials, misses, branches }
}

/**
 * What clean trials establish; in `informative` of them every entry had a value. A kernel that is wrong may have deceived the
 * last of several `ways` to draw its inputs, or could have any before: each of them by `target` at most.
 */
export function verdictOf(plan: Plan, run: readonly Trials[], informative: number, ways: number): Verdict {
  const base = { trials: run, informative }
  const most = plan.branches ? branchMiss : 0.5
  const carrying = run.filter(({ prime, mode }) => mode === 'uniform' && (plan.misses.get(prime) ?? 1) <= most)
  if (carrying.length === 0)
    return { ...base, label: 'tested', bound: null, reason: 'degrees or symbols too many for the primes' }
  if (informative === 0)
    return { ...base, label: 'tested', bound: null, reason: 'an entry of the result was poisoned in every trial' }
  // poison is among what a trial misses
  if (!plan.branches) {
    const bound = carrying.reduce((product, { prime, count }) => product * (plan.misses.get(prime) ?? 1) ** count, 1)
    return { ...base, label: 'certified', bound: bound + (ways - 1) * target }
  }
  // (1 − w)^t = target
  const trials = carrying.reduce((sum, { count }) => sum + count, 0)
  return { ...base, label: 'certified above branch weight', weight: 1 - target ** (1 / trials), bound: ways * target }
}
