/** smoothL1Loss: distances, rounded off near 0. */
import type { DType } from '../../shapes/dtype.js'
import type { Float, FloatOperand, SameOperand } from '../../shapes/promotion.js'
import type { Argument } from '../../shapes/rule.js'
import type { SameShape } from '../../shapes/same-shape.js'
import type { Shape } from '../../shapes/shape.js'
import { apply, constant } from '../comprehension/expression.js'
import { divideRational, multiplyRational, rational, rationalFromNumber } from '../rational.js'
import { defineOperator } from '../operator.js'
import { record } from '../record.js'
import type { Tensor } from '../tensor.js'
import { given, pairLoss, type LossOptions, type Reduced, type Reduction } from './support/loss.js'

/** Options of smoothL1Loss. */
export interface SmoothL1LossOptions<R extends string = Reduction> extends LossOptions<R> {
  /** Where the square ends. Default: 1. */
  readonly beta?: number
}

/**
 * mean of ½·d²/β where d < β, else d − ½·β, with d = |a − b|: two tensors of one shape → `[]`; `reduction: 'sum'` is the sum
 * of the terms, `'none'` the terms. With β = 0 it is `l1Loss`. PyTorch: `smooth_l1_loss`.
 *
 * @throws ShapeError when the shapes differ, there is no such reduction, or beta is not a finite number, 0 or more
 * @example
 * const session = new Session()
 * const prediction = session.input([2], [1, 0])
 * const target = session.input([2], [1.5, 3])
 * session.getValue(smoothL1Loss(prediction, target, { reduction: 'none' })) // => [0.125, 2.5]
 * session.getValue(smoothL1Loss(prediction, target, { beta: 2 })) // => [1.031]
 */
export function smoothL1Loss<
  A extends Shape,
  D extends DType,
  B extends Shape,
  const R extends Reduction = 'mean',
  E extends DType = D,
>(
  a: FloatOperand<'smoothL1Loss', D, Tensor<A, D>>,
  b: SameOperand<'smoothL1Loss', D, E, Argument<SameShape<'smoothL1Loss', A, B>, Tensor<B, E>>>,
  options: SmoothL1LossOptions<R> = {},
): Tensor<Reduced<A, R>, Float<D>> {
  return record('smoothL1Loss', [a, b], given({ ...options })) as Tensor<Reduced<A, R>, Float<D>>
}

declare module '../tensor.js' {
  interface TensorMethods {
    /** smoothL1Loss: distances, rounded off near 0. See `smoothL1Loss`. */
    smoothL1Loss<
      A extends Shape,
      D extends DType,
      B extends Shape,
      const R extends Reduction = 'mean',
      E extends DType = D,
    >(
      this: FloatOperand<'smoothL1Loss', D, Tensor<A, D>>,
      b: SameOperand<'smoothL1Loss', D, E, Argument<SameShape<'smoothL1Loss', A, B>, Tensor<B, E>>>,
      options?: SmoothL1LossOptions<R>,
    ): Tensor<Reduced<A, R>, Float<D>>
  }
}

defineOperator(
  pairLoss<{ beta?: number }>(
    'smoothL1Loss',
    (a, b, { beta = 1 }) => {
      const distance = apply('abs', apply('sub', a, b))
      if (beta === 0) return distance
      const scale = divideRational(rational(1), multiplyRational(rational(2), rationalFromNumber(beta)))
      const near = apply('mul', constant(scale), apply('mul', distance, distance))
      const half = divideRational(rationalFromNumber(beta), rational(2))
      return apply('where', apply('lessThan', distance, constant(beta)), near, apply('sub', distance, constant(half)))
    },
    ({ beta = 1 }) =>
      beta >= 0 && beta < Infinity ? undefined : `smoothL1Loss: beta ${beta} is not a finite number, 0 or more`,
  ),
)
