/**
 * RMSProp, as in PyTorch.
 *
 *     g ← gradient + weightDecay · w
 *     v ← decay · v + (1 − decay) · g²
 *     a ← decay · a + (1 − decay) · g                (only when centred)
 *     d ← g / (√(v − a²) + epsilon)                  (√v + epsilon when not)
 *     b ← momentum · b + d                           (only with momentum, and then in place of d below)
 *     w ← w − rate · d
 */
import type { Optimizer, Trained, Update } from './optimizer.js'
import { add, blend, div, mul, penalised, scalar, scale, shift, sqrt, state, sub } from './optimizer.js'
import { checkNatural, checkPositive, checkShare, scheduleOf } from './schedule.js'
import type { Schedule } from './schedule.js'

export interface RmsPropOptions {
  /** Default 0.01. */
  readonly rate?: number | Schedule
  /** The share of the old mean square that stays. Default 0.99. */
  readonly decay?: number
  /** Added to the root, not under it. Default 1e-8. */
  readonly epsilon?: number
  /** Default 0: none. */
  readonly momentum?: number
  /** The L2 penalty added to every gradient. Default 0. */
  readonly weightDecay?: number
  /** Divide by the deviation instead of the root mean square. Default false. */
  readonly centred?: boolean
}

/**
 * w ← w − rate · g / (√v + epsilon), v the running mean of g². PyTorch: `optim.RMSprop`.
 *
 * @throws RangeError for a rate or epsilon that is not positive, a decay outside [0, 1) or a negative momentum or weight decay.
 * @example
 * optim.rmsProp({ rate: 0.001, momentum: 0.9 }).description.kind // => rmsProp
 */
export function rmsProp(options: RmsPropOptions = {}): Optimizer {
  const { rate = 0.01, decay = 0.99, epsilon = 1e-8, momentum = 0, weightDecay = 0, centred = false } = options
  checkShare('decay', decay)
  checkPositive('epsilon', epsilon)
  checkNatural('momentum', momentum)
  checkNatural('weightDecay', weightDecay)
  const described = { decay, epsilon, momentum, weightDecay, ...(centred && { centred: 1 }) }
  return {
    description: { kind: 'rmsProp', schedule: scheduleOf(rate), options: described },
    update(trained: readonly Trained[]) {
      const currentRate = scalar('rate')
      return trained.flatMap((one): Update[] => {
        const { name, parameter } = one
        const gradient = penalised(one, weightDecay)
        const square = state(`${name}.meanSquare`, parameter.shape)
        const nextSquare = blend(decay, square, mul(gradient, gradient))
        const updates: Update[] = [[square, nextSquare]]
        let spread = nextSquare
        if (centred) {
          const mean = state(`${name}.mean`, parameter.shape)
          const nextMean = blend(decay, mean, gradient)
          updates.push([mean, nextMean])
          spread = sub(nextSquare, mul(nextMean, nextMean))
        }
        let direction = div(gradient, shift(sqrt(spread), epsilon))
        if (momentum !== 0) {
          const velocity = state(`${name}.velocity`, parameter.shape)
          direction = add(scale(velocity, momentum), direction)
          updates.push([velocity, direction])
        }
        return [...updates, [parameter, sub(parameter, mul(currentRate, direction))]]
      })
    },
  }
}
