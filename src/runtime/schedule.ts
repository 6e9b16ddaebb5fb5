/**
 * Learning-rate schedules: the rate of each optimiser step, computed by the host and written into a scalar slot, so that
 * no schedule is ever compiled in.
 *
 * In: a schedule of the manifest and the number of the step, from 0. Out: the rate. Used by optimizer.ts.
 */
import { cosineOfTurn } from './elementary.js'
import type { ScheduleDescription } from './manifest.js'

/**
 * The learning rate of optimiser step `step`, counted from 0.
 *
 *   constant   rate
 *   cosine     rate · (step + 1) / warmup                              while step < warmup
 *              floor + (rate − floor) · (1 + cos(π·p)) / 2             after, p = (step − warmup) / (steps − warmup), at most 1
 *
 * @example
 * learningRate({ kind: 'cosine', rate: 0.1, warmup: 0, steps: 100, floor: 0 }, 50) // => 0.05
 */
export function learningRate(schedule: ScheduleDescription, step: number): number {
  switch (schedule.kind) {
    case 'constant':
      return schedule.rate
    case 'cosine': {
      const { rate, warmup, steps, floor } = schedule
      if (step < warmup) return (rate * (step + 1)) / warmup
      const progress = steps > warmup ? Math.min(1, (step - warmup) / (steps - warmup)) : 1
      return floor + ((rate - floor) * (1 + cosineOfTurn(progress / 2))) / 2
    }
  }
}
