/**
 * Stochastic gradient descent with momentum and weight decay, as in PyTorch's SGD.
 *
 *     g ← gradient + weightDecay · w
 *     v ← momentum · v + g          (only with momentum)
 *     w ← w − rate · (v or g)
 */
import type { Optimizer, Trained, Update } from './optimizer.js'
import { add, mul, scalar, scale, state, sub } from './optimizer.js'
import { checkNatural, scheduleOf } from './schedule.js'
import type { Schedule } from './schedule.js'

export interface SgdOptions {
  readonly rate: number | Schedule
  /** Default 0: plain gradient descent, no state. */
  readonly momentum?: number
  /** The L2 penalty added to every gradient. Default 0. */
  readonly weightDecay?: number
}

/**
 * w ← w − rate · v, v ← momentum · v + g, g = gradient + weightDecay · w. PyTorch: `optim.SGD`.
 *
 * @throws RangeError for a rate that is not positive, or a momentum or weight decay that is negative or not finite.
 * @example
 * optim.sgd({ rate: 0.1 }).description.kind // => sgd
 * optim.sgd({ rate: optim.cosine({ rate: 0.1, steps: 2000 }), momentum: 0.9, weightDecay: 1e-4 })
 */
export function sgd({ rate, momentum = 0, weightDecay = 0 }: SgdOptions): Optimizer {
  checkNatural('momentum', momentum)
  checkNatural('weightDecay', weightDecay)
  return {
    description: { kind: 'sgd', schedule: scheduleOf(rate), options: { momentum, weightDecay } },
    update(trained: readonly Trained[]) {
      const currentRate = scalar('rate')
      return trained.flatMap(({ name, parameter, gradient }): Update[] => {
        const decayed = weightDecay === 0 ? gradient : add(gradient, scale(parameter, weightDecay))
        if (momentum === 0) return [[parameter, sub(parameter, mul(currentRate, decayed))]]
        const velocity = state(`${name}.velocity`, parameter.shape)
        const next = add(scale(velocity, momentum), decayed)
        return [
          [velocity, next],
          [parameter, sub(parameter, mul(currentRate, next))],
        ]
      })
    },
  }
}
