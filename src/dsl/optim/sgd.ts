/**
 * Stochastic gradient descent with momentum and weight decay, as in PyTorch's SGD.
 *
 *     g ← gradient + weightDecay · w
 *     v ← momentum · v + g          (only with momentum)
 *     w ← w − rate · d              d = g + momentum · v with Nesterov, v with momentum, else g
 */
import type { Optimizer, Trained, Update } from './optimizer.js'
import { add, mul, penalised, scalar, scale, state, sub } from './optimizer.js'
import { checkNatural, scheduleOf } from './schedule.js'
import type { Schedule } from './schedule.js'

export interface SgdOptions {
  readonly rate: number | Schedule
  /** Default 0: plain gradient descent, no state. */
  readonly momentum?: number
  /** The L2 penalty added to every gradient. Default 0. */
  readonly weightDecay?: number
  /** Look ahead along the momentum. Default false. */
  readonly nesterov?: boolean
}

/**
 * w ← w − rate · v, v ← momentum · v + g, g = gradient + weightDecay · w; with Nesterov w ← w − rate · (g + momentum · v).
 * PyTorch: `optim.SGD`, without dampening.
 *
 * @throws RangeError for a rate that is not positive, a momentum or weight decay that is negative or not finite, or Nesterov
 *   without momentum.
 * @example
 * optim.sgd({ rate: 0.1 }).description.kind // => sgd
 * optim.sgd({ rate: optim.cosine({ rate: 0.1, steps: 2000 }), momentum: 0.9, weightDecay: 1e-4 })
 */
export function sgd({ rate, momentum = 0, weightDecay = 0, nesterov = false }: SgdOptions): Optimizer {
  checkNatural('momentum', momentum)
  checkNatural('weightDecay', weightDecay)
  if (nesterov && momentum === 0) throw new RangeError('nesterov needs a momentum, got 0')
  return {
    description: {
      kind: 'sgd',
      schedule: scheduleOf(rate),
      options: { momentum, weightDecay, ...(nesterov && { nesterov: 1 }) },
    },
    update(trained: readonly Trained[]) {
      const currentRate = scalar('rate')
      return trained.flatMap((one): Update[] => {
        const { name, parameter } = one
        const decayed = penalised(one, weightDecay)
        if (momentum === 0) return [[parameter, sub(parameter, mul(currentRate, decayed))]]
        const velocity = state(`${name}.velocity`, parameter.shape)
        const next = add(scale(velocity, momentum), decayed)
        const direction = nesterov ? add(decayed, scale(next, momentum)) : next
        return [
          [velocity, next],
          [parameter, sub(parameter, mul(currentRate, direction))],
        ]
      })
    },
  }
}
