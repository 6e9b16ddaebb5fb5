/**
 * Faults that change nothing, each with its proof. A fault counts as equivalent only when it stands here, was not refused,
 * and changes exactly what the proof speaks of; `npm run mutants` ends with an error where an entry is refused after all, or
 * belongs to no fault any more.
 */
import { equivalentSpellings } from './equivalent-spellings.js'
import type { Mutant } from './judge.js'

export interface Equivalent {
  readonly class: string
  /** The whole name of the fault: kind, subject and place. */
  readonly name: string
  /** For a fault of a kernel, the lines of its text that differ, as the list of survivors prints them. */
  readonly change?: string
  /** Why no input tells the two apart, in sentences. */
  readonly proof: string
}

const entries: readonly Equivalent[] = [
  ...equivalentSpellings,
  {
    class: 'differentiation',
    name: 'another branch, forward mode of abs sqrt, place 0 of 3',
    proof:
      "The tangent is (1 - t2 * t2) * (where(0 < t1, 1/2 * (d / t1), 0) + y') with t1 = sqrt(abs(x)) and d = where(0 < x, " +
      "x', where(x < 0, -x', 0)). The fault makes the inner choice of d, which is made where x is not positive, -x' always. " +
      'It changes d only where neither 0 < x nor x < 0: x is 0 or no number, t1 is 0 or no number, 0 < t1 is false, and the ' +
      'outer choice takes 0, not d / t1.',
  },
  {
    class: 'reductions',
    name: 'the sum so far forgotten, cross entropy, place 0 of 8',
    change:
      'a1_0 = Math.max(a1_0, t2_0) a1_1 = Math.max(a1_1, t2_1) a1_2 = Math.max(a1_2, t2_2) a1_3 = Math.max(a1_3, t2_3) => ' +
      'a1_0 = t2_0 a1_1 = t2_1 a1_2 = t2_2 a1_3 = t2_3',
    proof:
      'A row of 5: each lane begins at its first element, takes one of the first four (t2_0 is the first again), lane 0 also ' +
      'the fifth, and the maximum of the lanes is stored. With the fault lane 0 is the first element before the fifth, as ' +
      'before; lanes 1 to 3 forget that they began at the first. So the lanes together still hold the five elements and no ' +
      'others, and a maximum is the same in any order and with repeats.',
  },
  {
    class: 'branches and ties',
    name: 'a tie on the other side, random graph 21, place 0 of 4',
    change: 'const t4 = t3 <= a1 => const t4 = t3 < a1',
    proof:
      'The running maximum a1 stays where t3 <= a1 and becomes t3 elsewhere; nothing else reads the comparison, no winner is ' +
      'counted. The two comparisons differ only where t3 = a1, and there both choices are the same number. Of two zeros the ' +
      'sign may differ: the only reader subtracts the maximum and takes exp, which is 1 of both zeros and the same of any ' +
      'other number less either.',
  },
  {
    class: 'branches and ties',
    name: 'not only where equal, digits-cnn step, place 6 of 11',
    change: 'const t24 = t3 === 3 => const t24 = 3 <= t3',
    proof:
      't3 is the number of the winner in a window of 2 by 2 without padding: the kernel that counts it begins at 0 and sets ' +
      'it to 1, 2 or 3. Of these only 3 is 3 or more.',
  },
]

const key = (of: { readonly class: string; readonly name: string }): string => `${of.class}: ${of.name}`

const byKey = new Map(entries.map((entry) => [key(entry), entry]))
if (byKey.size < entries.length) throw new Error('a fault stands twice among the equivalent ones')

/** The proof for this fault, where there is one for exactly what it changes. */
export function proofFor(mutant: Mutant): string | null {
  const entry = byKey.get(key(mutant))
  if (entry === undefined || entry.change !== mutant.change?.()) return null
  return entry.proof
}

/** Entries of classes whose name contains `only`. */
export const provenIn = (only: string): readonly string[] =>
  entries.filter((entry) => entry.class.includes(only)).map(key)
