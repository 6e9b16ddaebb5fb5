/**
 * Faults that change nothing, each with its proof. A fault counts as equivalent only when it stands here, was not refused,
 * and changes exactly what the proof speaks of; `npm run mutants` ends with an error where an entry is refused after all, or
 * belongs to no fault any more.
 */
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
  {
    class: 'float-only spellings',
    name: 'a constant twice as large, log, operation 0 of 23',
    proof:
      'The constant is the threshold 2^-126 below which x is first multiplied by 2^24. Twice as large, it changes the path ' +
      'only of x in [2^-126, 2^-125). Such x is normal, and so is x * 2^24, exactly: its mantissa is that of x, its exponent ' +
      'that of x and 24. The program takes the 24 off again, in integers below 2^8 and so exactly. Mantissa and exponent are ' +
      'what they were, and nothing else reads x but comparisons and selections that do not see the threshold: the result is ' +
      'the same to the last bit.',
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
