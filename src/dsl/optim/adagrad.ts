/**
 * AdaGrad, as in PyTorch.
 *
 *     g ← gradient + weightDecay · w
 *     s ← s + g²
 *     w ← w − rate · g / (√s + epsilon)
 */
import type { Optimizer, Trained, Update } from './optimizer.js'
import { add, div, mul, penalised, scalar, shift, sqrt, state, sub } from './optimizer.js'
import { checkNatural, checkPositive, scheduleOf } from './schedule.js'
import type { Schedule } from './schedule.js'

export interface AdaGradOptions {
  /** Default 0.01. */
  readonly rate?: number | Schedule
  /** Added to the root, not under it. Default 1e-10. */
  readonly epsilon?: number
  /** The L2 penalty added to every gradient. Default 0. */
  readonly weightDecay?: number
  /** What the sums of squares start from. Default 0. */
  readonly start?: number
}

/**
 * w ← w − rate · g / (√s + epsilon), s the sum of all g². PyTorch: `optim.Adagrad`; its decay of the rate is a schedule here.
 *
 * @throws RangeError for a rate or epsilon that is not positive, or a negative weight decay or start.
 * @example
 * optim.adaGrad({ rate: 0.1 }).description.kind // => adaGrad
 */
export function adaGrad(options: AdaGradOptions = {}): Optimizer {
  const { rate = 0.01, epsilon = 1e-10, weightDecay = 0, start = 0 } = options
  checkPositive('epsilon', epsilon)
  checkNatural('weightDecay', weightDecay)
  checkNatural('start', start)
  return {
    description: { kind: 'adaGrad', schedule: scheduleOf(rate), options: { epsilon, weightDecay, start } },
    update(trained: readonly Trained[]) {
      const currentRate = scalar('rate')
      return trained.flatMap((one): Update[] => {
        const { name, parameter } = one
        const gradient = penalised(one, weightDecay)
        const squares = state(`${name}.squares`, parameter.shape, start)
        const nextSquares = add(squares, mul(gradient, gradient))
        const direction = div(gradient, shift(sqrt(nextSquares), epsilon))
        return [
          [squares, nextSquares],
          [parameter, sub(parameter, mul(currentRate, direction))],
        ]
      })
    },
  }
}
