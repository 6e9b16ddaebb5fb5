/** A few faults of every class are refused, every defect of TorchLean among them; `npm run mutants` puts in the others. */
import { describe, expect, it } from 'vitest'
import { mutants } from './classes.js'
import type { Mutant } from './judge.js'
import { soundOfTorchlean } from './torchlean.js'

/** Two of each class, and all of those that are known by name. */
const few = new Map<string, Mutant[]>()
for (const mutant of mutants(2)) {
  const chosen = few.get(mutant.class) ?? []
  few.set(mutant.class, chosen)
  if (chosen.length < 2 || mutant.class === 'defects of TorchLean') chosen.push(mutant)
}

const named = (list: Iterable<Mutant>): [string, Mutant][] => Array.from(list, (mutant) => [mutant.name, mutant])

describe.each([...few])('refuses %s', (_, chosen) => {
  it.each(named(chosen))('%s', async (__, mutant) => {
    expect((await mutant.judge()).verdict).not.toBe('survivor')
  })
})

describe('does not refuse the operators that have defects in TorchLean', () => {
  it.each(named(soundOfTorchlean()))('%s', async (_, mutant) => {
    expect((await mutant.judge()).verdict).toBe('survivor')
  })
})
