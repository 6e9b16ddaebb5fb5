/**
 * Faults in float-only spellings: what a field replaces by symbols or never sees, so that no certificate looks at it. What
 * refuses them is conformity (test/dsl/scalar): printed text, run over 2^16 operands in every domain of floats, held to the
 * real functions within the accuracy that rows state, and to the last bit where a spelling is one operation.
 *
 * All tables; then all operations of all programs, in every wrong way that programs.ts knows.
 */
import type { Judgement, Mutant } from './judge.js'
import { programFaults } from './programs.js'
import { tableFaults } from './tables.js'

export function* spellingMutants(): Generator<Mutant> {
  for (const faults of [tableFaults(), programFaults()])
    for (const { name, refused } of faults)
      yield {
        class: 'float-only spellings',
        name,
        judge: (): Judgement => ({ verdict: refused() ? 'conformity' : 'survivor' }),
      }
}
