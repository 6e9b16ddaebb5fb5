/**
 * Learning-rate schedules: the rate of each optimiser step, computed by the host and written into a scalar slot, so that
 * no schedule is ever compiled in.
 *
 * In: a schedule of the manifest and the number of the step, from 0. Out: the rate. Used by optimizer.ts.
 */
import { cosineOfTurn, power } from './elementary.js'
import type { ScheduleDescription } from './manifest.js'

/**
 * The learning rate of optimiser step `step`, counted from 0.
 *
 *   constant     rate
 *   cosine       rate · (step + 1) / warmup                              while step < warmup
 *                floor + (rate − floor) · (1 + cos(π·p)) / 2             after, p = (step − warmup) / (steps − warmup), at most 1
 *   step         rate · factor^⌊step / every⌋
 *   exponential  rate · factor^step
 *   linear       rate + (floor − rate) · p                               p = step / steps, at most 1
 *   oneCycle     from `start` up to `rate` at step rising · steps − 1, then down to `end` at step steps − 1, each by half a cosine
 *   warmup       (first rate of the schedule) · (step + 1) / steps while step < steps, then the schedule from its step 0
 *
 * @example
 * learningRate({ kind: 'cosine', rate: 0.1, warmup: 0, steps: 100, floor: 0 }, 50) // => 0.05
 * learningRate({ kind: 'step', rate: 0.1, every: 30, factor: 0.5 }, 60) // => 0.025
 */
export function learningRate(schedule: ScheduleDescription, step: number): number {
  switch (schedule.kind) {
    case 'constant':
      return schedule.rate
    case 'cosine': {
      const { rate, warmup, steps, floor } = schedule
      if (step < warmup) return (rate * (step + 1)) / warmup
      const progress = steps > warmup ? Math.min(1, (step - warmup) / (steps - warmup)) : 1
      return halfCosine(rate, floor, progress)
    }
    case 'step':
      return schedule.rate * power(schedule.factor, Math.floor(step / schedule.every))
    case 'exponential':
      return schedule.rate * power(schedule.factor, step)
    case 'linear':
      return schedule.rate + (schedule.floor - schedule.rate) * Math.min(1, step / schedule.steps)
    case 'oneCycle':
      return oneCycleRate(schedule, step)
    case 'warmup': {
      const { steps, schedule: then } = schedule
      return step < steps ? (learningRate(then, 0) * (step + 1)) / steps : learningRate(then, step - steps)
    }
  }
}

/** From `from` (progress 0) to `to` (progress 1). */
const halfCosine = (from: number, to: number, progress: number): number =>
  to + ((from - to) * (1 + cosineOfTurn(progress / 2))) / 2

function oneCycleRate(
  { rate, steps, rising, start, end }: Extract<ScheduleDescription, { kind: 'oneCycle' }>,
  step: number,
): number {
  const top = rising * steps - 1
  if (step <= top) return halfCosine(start, rate, top > 0 ? step / top : 1)
  return halfCosine(rate, end, Math.min(1, (step - top) / (steps - 1 - top)))
}
