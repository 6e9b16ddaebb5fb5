/**
 * Learning-rate schedules as data. The run time computes the rate of each step from it (runtime/schedule.ts has the
 * formulas) and writes it into a scalar slot, so that no schedule ever recompiles anything.
 */
import type { ScheduleDescription } from '../../runtime/manifest.js'

export type Schedule = ScheduleDescription

/** A positive, finite number, or an error that names the option. */
export function checkPositive(name: string, value: number): number {
  if (Number.isFinite(value) && value > 0) return value
  throw new RangeError(`${name} must be a positive number, got ${value}`)
}

/** A finite number ≥ 0, or an error that names the option. */
export function checkNatural(name: string, value: number): number {
  if (Number.isFinite(value) && value >= 0) return value
  throw new RangeError(`${name} must be 0 or more, got ${value}`)
}

/**
 * The same rate at every step.
 *
 * @throws RangeError for a rate that is not positive and finite.
 * @example
 * const schedule = optim.constant(0.1)
 * learningRate(schedule, 500) // => 0.1
 */
export const constant = (rate: number): Schedule => ({ kind: 'constant', rate: checkPositive('rate', rate) })

export interface CosineOptions {
  /** The highest rate, reached after the warm-up. */
  readonly rate: number
  /** The number of steps until the rate has come down to `floor`. */
  readonly steps: number
  /** Steps over which the rate first rises linearly from 0. Default 0. */
  readonly warmup?: number
  /** The rate at the end. Default 0. */
  readonly floor?: number
}

/**
 * Linear warm-up, then half a cosine from `rate` down to `floor`.
 *
 *     rate(t) = floor + (rate − floor) · (1 + cos(π · (t − warmup) / (steps − warmup))) / 2
 *
 * @throws RangeError for a rate, step count, warm-up or floor that makes no sense.
 * @example
 * const schedule = optim.cosine({ rate: 0.2, warmup: 100, steps: 3000 })
 * learningRate(schedule, 49) // => 0.1
 * learningRate(schedule, 100) // => 0.2
 * optim.sgd({ rate: schedule, momentum: 0.9 }).description.schedule.kind // => cosine
 */
export function cosine({ rate, steps, warmup = 0, floor = 0 }: CosineOptions): Schedule {
  checkPositive('rate', rate)
  checkPositive('steps', steps)
  checkNatural('warmup', warmup)
  checkNatural('floor', floor)
  if (warmup >= steps) throw new RangeError(`warmup must be less than steps, got ${warmup} of ${steps}`)
  return { kind: 'cosine', rate, steps, warmup, floor }
}

/** A number stands for the constant schedule. */
export const scheduleOf = (rate: number | Schedule): Schedule => (typeof rate === 'number' ? constant(rate) : rate)
