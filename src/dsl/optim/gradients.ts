/**
 * What can be done to gradients before an optimiser sees them: clipping, and accumulation over micro-batches. In: an optimiser.
 * Out: an optimiser, so that they combine; the outermost comes first.
 */
import type { Optimizer, Trained, Update } from './optimizer.js'
import {
  add,
  clamp,
  div,
  greater,
  minimum,
  mul,
  number,
  scalar,
  scale,
  shift,
  sqrt,
  state,
  sum,
  where,
} from './optimizer.js'
import { checkCount, checkPositive } from './schedule.js'

const described = ({ description }: Optimizer, option: string, value: number): Optimizer['description'] => {
  if (description.options[option] !== undefined) throw new RangeError(`${option}: this optimiser has it already`)
  return { ...description, options: { ...description.options, [option]: value } }
}

/**
 * Gradients scaled down together when their common norm is above `limit`: g ← g · min(1, limit / (‖g‖ + 1e-6)), ‖g‖² the sum of
 * all squares of all gradients. PyTorch: `clip_grad_norm_`.
 *
 * @throws RangeError for a limit that is not positive and finite, or an optimiser that clips by norm already.
 * @example
 * optim.clipByNorm(optim.adamW(), 1).description.options.clipNorm // => 1
 */
export function clipByNorm(optimizer: Optimizer, limit: number): Optimizer {
  checkPositive('limit', limit)
  return {
    description: described(optimizer, 'clipNorm', limit),
    update(trained) {
      if (trained.length === 0) return optimizer.update(trained)
      const squares = trained.map(({ gradient }) => sum(mul(gradient, gradient)))
      const norm = sqrt(squares.reduce(add))
      const factor = minimum(div(number(limit), shift(norm, 1e-6)), number(1))
      return optimizer.update(trained.map((one) => ({ ...one, gradient: mul(one.gradient, factor) })))
    },
  }
}

/**
 * Every element of every gradient kept between −limit and limit. PyTorch: `clip_grad_value_`.
 *
 * @throws RangeError for a limit that is not positive and finite, or an optimiser that clips by value already.
 * @example
 * optim.clipByValue(optim.sgd({ rate: 0.1 }), 0.5).description.options.clipValue // => 0.5
 */
export function clipByValue(optimizer: Optimizer, limit: number): Optimizer {
  checkPositive('limit', limit)
  return {
    description: described(optimizer, 'clipValue', limit),
    update: (trained) =>
      optimizer.update(trained.map((one) => ({ ...one, gradient: clamp(one.gradient, -limit, limit) }))),
  }
}

/**
 * One step of the optimiser for every `calls` calls of `step`, with the mean of their gradients: what one call with all their
 * records would do, when the loss is a mean and the micro-batches have one size. Between, parameters and the optimiser's own
 * state stay; schedules and corrections count steps of the optimiser.
 *
 * To clip the mean and not each gradient, clip inside: `accumulate(clipByNorm(adamW(), 1), 4)`.
 *
 * @throws RangeError for `calls` that is no positive integer, or an optimiser that accumulates already.
 * @example
 * optim.accumulate(optim.sgd({ rate: 0.1 }), 4).description.options.accumulate // => 4
 */
export function accumulate(optimizer: Optimizer, calls: number): Optimizer {
  checkCount('calls', calls)
  return {
    description: described(optimizer, 'accumulate', calls),
    update(trained) {
      const last = greater(scalar('apply'), number(0.5))
      const sums = trained.map(({ name, parameter, gradient }) => {
        const sofar = state(`${name}.accumulated`, parameter.shape)
        return { sofar, next: add(sofar, scale(gradient, 1 / calls)) }
      })
      const updates = optimizer.update(trained.map((one, at): Trained => ({ ...one, gradient: sums[at]!.next })))
      return [
        ...updates.map(([leaf, value]): Update => [leaf, where(last, value, leaf)]),
        ...sums.map(({ sofar, next }): Update => [sofar, where(last, number(0), next)]),
      ]
    },
  }
}
