/**
 * What the host tells the compiled step before each call: the rate, the bias corrections and the number of the step. The
 * update itself is part of the compiled step.
 *
 *   rate         the schedule's rate of this step
 *   correction1  1 − beta1ᵗ, t = step + 1
 *   correction2  1 − beta2ᵗ
 *   step         the number of the step from 0 (also the counter of dropout's random numbers)
 *   seed         two u32 words, written by instance.ts when the seed is set
 */
import type { TensorView } from './arena.js'
import { power } from './elementary.js'
import type { OptimizerDescription } from './manifest.js'
import { learningRate } from './schedule.js'

/** The rate of optimiser step `step` (from 0); 0 for a model without an optimiser. */
export function rateAt(optimizer: OptimizerDescription | null, step: number): number {
  return optimizer === null ? 0 : learningRate(optimizer.schedule, step)
}

/** Writes the scalars of step `step` into those slots that the build has. */
export function writeStepScalars(
  optimizer: OptimizerDescription | null,
  scalars: ReadonlyMap<string, TensorView>,
  step: number,
): void {
  scalars.get('step')?.setScalar(step)
  if (optimizer === null) return
  scalars.get('rate')?.setScalar(learningRate(optimizer.schedule, step))
  scalars.get('correction1')?.setScalar(1 - power(optimizer.options['beta1'] ?? 0, step + 1))
  scalars.get('correction2')?.setScalar(1 - power(optimizer.options['beta2'] ?? 0, step + 1))
}
