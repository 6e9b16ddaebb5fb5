/**
 * Adam, and AdamW, which decays weights apart from the gradient, as in PyTorch.
 *
 *     g ← gradient + weightDecay · w                        (Adam)
 *     m ← beta1 · m + (1 − beta1) · g
 *     v ← beta2 · v + (1 − beta2) · g²
 *     n ← max(n, v)                                         (only with amsgrad, and then in place of v below)
 *     w ← w − rate · (m / correction1) / (√(v / correction2) + epsilon) − rate · weightDecay · w    (the last term: AdamW)
 *
 * correction1 = 1 − beta1ᵗ and correction2 = 1 − beta2ᵗ, t from 1, are run-time scalars.
 */
import type { Optimizer, Trained, Update } from './optimizer.js'
import { add, blend, div, maximum, mul, penalised, scalar, scale, shift, sqrt, state, sub } from './optimizer.js'
import { checkNatural, checkPositive, checkShare, scheduleOf } from './schedule.js'
import type { Schedule } from './schedule.js'

export interface AdamOptions {
  /** Default 0.001. */
  readonly rate?: number | Schedule
  readonly beta1?: number
  readonly beta2?: number
  /** Added to the root, not under it. Default 1e-8. */
  readonly epsilon?: number
  /** Adam: the L2 penalty added to every gradient, 0 by default. AdamW: the share of a weight that decays, 0.01 by default. */
  readonly weightDecay?: number
  /** Divide by the largest second moment so far. Default false. */
  readonly amsgrad?: boolean
}

/** As for Adam. */
export type AdamWOptions = AdamOptions

/**
 * Adam, its moments m and v corrected for their start at zero: w ← w − rate · m̂ / (√v̂ + epsilon). PyTorch: `optim.Adam`.
 *
 * @throws RangeError for a rate or epsilon that is not positive, a beta outside [0, 1) or a negative weight decay.
 * @example
 * optim.adam({ rate: optim.oneCycle({ rate: 0.01, steps: 1000 }) }).description.kind // => adam
 */
export const adam = (options: AdamOptions = {}): Optimizer => adaptive('adam', { weightDecay: 0, ...options })

/**
 * Adam with decoupled weight decay, its moments m and v corrected for their start at zero:
 * w ← w − rate · weightDecay · w − rate · m̂ / (√v̂ + epsilon). PyTorch: `optim.AdamW`.
 *
 * @throws RangeError for a rate or epsilon that is not positive, a beta outside [0, 1) or a negative weight decay.
 * @example
 * const adam = optim.adamW({ rate: 0.002, weightDecay: 0.05 })
 * adam.description.kind // => adamW
 */
export const adamW = (options: AdamWOptions = {}): Optimizer => adaptive('adamW', { weightDecay: 0.01, ...options })

function adaptive(kind: 'adam' | 'adamW', options: AdamOptions & { readonly weightDecay: number }): Optimizer {
  const { rate = 1e-3, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weightDecay, amsgrad = false } = options
  checkShare('beta1', beta1)
  checkShare('beta2', beta2)
  checkPositive('epsilon', epsilon)
  checkNatural('weightDecay', weightDecay)
  const decoupled = kind === 'adamW' && weightDecay !== 0
  const described = { beta1, beta2, epsilon, weightDecay, ...(amsgrad && { amsgrad: 1 }) }
  return {
    description: { kind, schedule: scheduleOf(rate), options: described },
    update(trained: readonly Trained[]) {
      const currentRate = scalar('rate')
      const correction1 = scalar('correction1')
      const correction2 = scalar('correction2')
      return trained.flatMap((one): Update[] => {
        const { name, parameter } = one
        const gradient = kind === 'adam' ? penalised(one, weightDecay) : one.gradient
        const first = state(`${name}.firstMoment`, parameter.shape)
        const second = state(`${name}.secondMoment`, parameter.shape)
        const nextFirst = blend(beta1, first, gradient)
        const nextSecond = blend(beta2, second, mul(gradient, gradient))
        const largest = amsgrad ? state(`${name}.largestMoment`, parameter.shape) : undefined
        const spread = largest === undefined ? nextSecond : maximum(largest, nextSecond)
        const direction = div(div(nextFirst, correction1), shift(sqrt(div(spread, correction2)), epsilon))
        const decayed = decoupled ? add(direction, scale(parameter, weightDecay)) : direction
        return [
          [first, nextFirst],
          [second, nextSecond],
          ...(largest === undefined ? [] : [[largest, spread] as const]),
          [parameter, sub(parameter, mul(currentRate, decayed))],
        ]
      })
    },
  }
}
