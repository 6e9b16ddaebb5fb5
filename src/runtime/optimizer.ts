/**
 * What the host tells the compiled step before each call: the rate, the bias corrections and the number of the call. The
 * update itself is part of the compiled step. Where gradients are accumulated over n calls, those make one optimiser step t.
 *
 *   rate         the schedule's rate of this step
 *   correction1  1 − beta1ᵗ, t = ⌊step / n⌋ + 1
 *   correction2  1 − beta2ᵗ
 *   apply        1 where gradients are accumulated and this call is the last of its step, else 0
 *   step         the number of the call from 0 (also the counter of dropout's random numbers)
 *   seed         two u32 words, written by instance.ts when the seed is set
 */
import type { TensorView } from './arena.js'
import { power } from './elementary.js'
import type { OptimizerDescription } from './manifest.js'
import { learningRate } from './schedule.js'

/** How many calls make one step of the optimiser. */
const callsOf = (optimizer: OptimizerDescription): number => optimizer.options['accumulate'] ?? 1

/** The rate of call `step` (from 0); 0 for a model without an optimiser. */
export function rateAt(optimizer: OptimizerDescription | null, step: number): number {
  return optimizer === null ? 0 : learningRate(optimizer.schedule, Math.floor(step / callsOf(optimizer)))
}

/** Writes the scalars of call `step` into those slots that the build has. */
export function writeStepScalars(
  optimizer: OptimizerDescription | null,
  scalars: ReadonlyMap<string, TensorView>,
  step: number,
): void {
  scalars.get('step')?.setScalar(step)
  if (optimizer === null) return
  const calls = callsOf(optimizer)
  const t = Math.floor(step / calls) + 1
  scalars.get('rate')?.setScalar(rateAt(optimizer, step))
  scalars.get('correction1')?.setScalar(1 - power(optimizer.options['beta1'] ?? 0, t))
  scalars.get('correction2')?.setScalar(1 - power(optimizer.options['beta2'] ?? 0, t))
  scalars.get('apply')?.setScalar(step % calls === calls - 1 ? 1 : 0)
}
