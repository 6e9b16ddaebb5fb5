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

/** A positive integer, or an error that names the option. */
export function checkCount(name: string, value: number): number {
  if (Number.isSafeInteger(value) && value > 0) return value
  throw new RangeError(`${name} must be a whole number, 1 or more, got ${value}`)
}

/** A number from 0 up to, but not, 1, or an error that names the option. */
export function checkShare(name: string, value: number): number {
  if (value >= 0 && value < 1) return value
  throw new RangeError(`${name} must be at least 0 and less than 1, got ${value}`)
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

export interface StepDecayOptions {
  /** The rate at the start. */
  readonly rate: number
  /** The number of steps between two changes. */
  readonly every: number
  /** What the rate is multiplied by. Default 0.1. */
  readonly factor?: number
}

/**
 * rate · factor^⌊t / every⌋. PyTorch: `StepLR`, which counts epochs or steps, as it is called.
 *
 * @throws RangeError for a rate or factor that is not positive and finite, or `every` that is no positive integer.
 * @example
 * const schedule = optim.step({ rate: 0.1, every: 30, factor: 0.5 })
 * learningRate(schedule, 29) // => 0.1
 * learningRate(schedule, 30) // => 0.05
 */
export function step({ rate, every, factor = 0.1 }: StepDecayOptions): Schedule {
  checkPositive('rate', rate)
  checkPositive('factor', factor)
  return { kind: 'step', rate, every: checkCount('every', every), factor }
}

export interface ExponentialOptions {
  /** The rate at the start. */
  readonly rate: number
  /** What the rate is multiplied by at every step. */
  readonly factor: number
}

/**
 * rate · factorᵗ. PyTorch: `ExponentialLR`.
 *
 * @throws RangeError for a rate or factor that is not positive and finite.
 * @example
 * learningRate(optim.exponential({ rate: 0.1, factor: 0.5 }), 2) // => 0.025
 */
export const exponential = ({ rate, factor }: ExponentialOptions): Schedule => ({
  kind: 'exponential',
  rate: checkPositive('rate', rate),
  factor: checkPositive('factor', factor),
})

export interface LinearOptions {
  /** The rate at the start. */
  readonly rate: number
  /** The number of steps until the rate has come down to `floor`. */
  readonly steps: number
  /** The rate at the end. Default 0. */
  readonly floor?: number
}

/**
 * A straight line from `rate` to `floor`, which stays: rate + (floor − rate) · min(1, t / steps). PyTorch: `LinearLR`, and
 * `PolynomialLR` of power 1.
 *
 * @throws RangeError for a rate that is not positive, a floor below 0, or `steps` that is no positive integer.
 * @example
 * learningRate(optim.linear({ rate: 0.2, steps: 100, floor: 0.1 }), 50) // => 0.15
 */
export const linear = ({ rate, steps, floor = 0 }: LinearOptions): Schedule => ({
  kind: 'linear',
  rate: checkPositive('rate', rate),
  steps: checkCount('steps', steps),
  floor: checkNatural('floor', floor),
})

export interface OneCycleOptions {
  /** The highest rate. */
  readonly rate: number
  /** The number of steps of the whole run, 2 or more. */
  readonly steps: number
  /** The share of the steps that rise. Default 0.3. */
  readonly rising?: number
  /** The first rate is `rate / startDivisor`. Default 25. */
  readonly startDivisor?: number
  /** The last rate is `rate / startDivisor / endDivisor`. Default 1e4. */
  readonly endDivisor?: number
}

/**
 * Half a cosine up to `rate`, then half a cosine down to nearly nothing, which stays. PyTorch: `OneCycleLR` with its
 * defaults (two phases, cosine), without its momentum; there a step after the last is an error.
 *
 * @throws RangeError for a rate or divisor that is not positive, `steps` below 2, or a share outside (0, 1).
 * @example
 * const schedule = optim.oneCycle({ rate: 0.5, steps: 100 })
 * learningRate(schedule, 0) // => 0.02
 * learningRate(schedule, 29) // => 0.5
 */
export function oneCycle(options: OneCycleOptions): Schedule {
  const { rate, steps, rising = 0.3, startDivisor = 25, endDivisor = 1e4 } = options
  checkPositive('rate', rate)
  checkPositive('startDivisor', startDivisor)
  checkPositive('endDivisor', endDivisor)
  if (checkCount('steps', steps) < 2) throw new RangeError(`steps must be 2 or more, got ${steps}`)
  if (!(rising > 0 && rising < 1)) throw new RangeError(`rising must be more than 0 and less than 1, got ${rising}`)
  const start = rate / startDivisor
  return { kind: 'oneCycle', rate, steps, rising, start, end: start / endDivisor }
}

/**
 * So many steps of linear warm-up before any schedule: first · (t + 1) / steps, first being the schedule's first rate, then
 * the schedule from its own step 0.
 *
 * @throws RangeError for `steps` that is no positive integer.
 * @example
 * const schedule = optim.warmup(4, optim.step({ rate: 0.1, every: 10 }))
 * learningRate(schedule, 0) // => 0.025
 * learningRate(schedule, 13) // => 0.1
 * learningRate(schedule, 14) // => 0.01
 */
export const warmup = (steps: number, schedule: Schedule): Schedule => ({
  kind: 'warmup',
  steps: checkCount('steps', steps),
  schedule,
})

/** A number stands for the constant schedule; what is no schedule is a wrong number. */
export const scheduleOf = (rate: number | Schedule): Schedule => (isSchedule(rate) ? rate : constant(rate))

const isSchedule = (rate: number | Schedule): rate is Schedule =>
  typeof rate === 'object' && rate !== null && typeof rate.kind === 'string'
