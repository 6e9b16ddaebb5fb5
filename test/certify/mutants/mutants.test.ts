/** A few faults of every class are refused; `npm run mutants` puts in the others. */
import { describe, expect, it } from 'vitest'
import { derivativeMutants } from './derivatives.js'
import type { Mutant } from './judge.js'
import { kernelMutants } from './kernels.js'
import { ruleMutants } from './rules.js'
import { spellingMutants } from './spellings.js'
import { soundOfTorchlean, torchleanMutants } from './torchlean.js'

const few: Mutant[] = []
for (const source of [ruleMutants(), derivativeMutants(2), kernelMutants(2), spellingMutants(2)])
  for (const mutant of source) if (few.filter((each) => each.class === mutant.class).length < 2) few.push(mutant)

describe('refuses', () => {
  it.each(few.map((mutant) => [`${mutant.class}: ${mutant.name}`, mutant] as const))('%s', async (_, mutant) => {
    expect((await mutant.judge()).verdict).not.toBe('survivor')
  })
})

describe('the defects of TorchLean', () => {
  it.each([...torchleanMutants()].map((mutant) => [mutant.name, mutant] as const))('%s', async (_, mutant) => {
    expect((await mutant.judge()).verdict).toBe('certify')
  })

  it.each([...soundOfTorchlean()].map((mutant) => [mutant.name, mutant] as const))(
    'not here: %s',
    async (_, mutant) => {
      expect((await mutant.judge()).verdict).toBe('survivor')
    },
  )
})
