/**
 * AdamW: Adam with decoupled weight decay, as in PyTorch's AdamW.
 *
 *     m ← beta1 · m + (1 − beta1) · g
 *     v ← beta2 · v + (1 − beta2) · g²
 *     w ← w − rate · weightDecay · w − rate · (m / correction1) / (√(v / correction2) + epsilon)
 *
 * correction1 = 1 − beta1ᵗ and correction2 = 1 − beta2ᵗ, t from 1, are run-time scalars.
 */
import type { Optimizer, Trained, Update } from './optimizer.js'
import { add, div, mul, scalar, scale, shift, sqrt, state, sub } from './optimizer.js'
import { checkNatural, checkPositive, scheduleOf } from './schedule.js'
import type { Schedule } from './schedule.js'

export interface AdamWOptions {
  /** Default 0.001. */
  readonly rate?: number | Schedule
  readonly beta1?: number
  readonly beta2?: number
  /** Added to the root, not under it. Default 1e-8. */
  readonly epsilon?: number
  /** Default 0.01. */
  readonly weightDecay?: number
}

const checkBeta = (name: string, value: number): number => {
  if (value >= 0 && value < 1) return value
  throw new RangeError(`${name} must be at least 0 and less than 1, got ${value}`)
}

/** 1 − x as the decimal it means: 1 − 0.9 is 0.1, not 0.09999999999999998. */
const complement = (value: number): number => Number((1 - value).toPrecision(12))

/**
 * Adam with decoupled weight decay, its moments m and v corrected for their start at zero:
 * w ← w − rate · weightDecay · w − rate · m̂ / (√v̂ + epsilon). PyTorch: `optim.AdamW`.
 *
 * @throws RangeError for a rate or epsilon that is not positive, a beta outside [0, 1) or a negative weight decay.
 * @example
 * const adam = optim.adamW({ rate: 0.002, weightDecay: 0.05 })
 * adam.description.kind // => adamW
 */
export function adamW(options: AdamWOptions = {}): Optimizer {
  const { rate = 1e-3, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weightDecay = 0.01 } = options
  checkBeta('beta1', beta1)
  checkBeta('beta2', beta2)
  checkPositive('epsilon', epsilon)
  checkNatural('weightDecay', weightDecay)
  return {
    description: { kind: 'adamW', schedule: scheduleOf(rate), options: { beta1, beta2, epsilon, weightDecay } },
    update(trained: readonly Trained[]) {
      const currentRate = scalar('rate')
      const correction1 = scalar('correction1')
      const correction2 = scalar('correction2')
      return trained.flatMap(({ name, parameter, gradient }): Update[] => {
        const first = state(`${name}.firstMoment`, parameter.shape)
        const second = state(`${name}.secondMoment`, parameter.shape)
        const nextFirst = add(scale(first, beta1), scale(gradient, complement(beta1)))
        const nextSecond = add(scale(second, beta2), scale(mul(gradient, gradient), complement(beta2)))
        const direction = div(div(nextFirst, correction1), shift(sqrt(div(nextSecond, correction2)), epsilon))
        const decayed = weightDecay === 0 ? direction : add(direction, scale(parameter, weightDecay))
        return [
          [first, nextFirst],
          [second, nextSecond],
          [parameter, sub(parameter, mul(currentRate, decayed))],
        ]
      })
    },
  }
}
