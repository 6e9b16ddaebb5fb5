/** All faults, class after class: the same list for the same `wanted`. */
import { derivativeMutants } from './derivatives.js'
import type { Mutant } from './judge.js'
import { kernelMutants } from './kernels.js'
import { printerMutants } from './printer.js'
import { ruleMutants } from './rules.js'
import { spellingMutants } from './spellings.js'
import { torchleanMutants } from './torchlean.js'

export function* mutants(wanted: number): Generator<Mutant> {
  yield* ruleMutants()
  yield* derivativeMutants(wanted)
  yield* torchleanMutants()
  yield* kernelMutants(wanted)
  yield* printerMutants(wanted)
  yield* spellingMutants()
}
