/** huberLoss: squares near 0, distances far away. */
import type { DType } from '../../shapes/dtype.js'
import type { Float, FloatOperand, SameOperand } from '../../shapes/promotion.js'
import type { Argument } from '../../shapes/rule.js'
import type { SameShape } from '../../shapes/same-shape.js'
import type { Shape } from '../../shapes/shape.js'
import { apply, constant } from '../comprehension/expression.js'
import { divideRational, rational, rationalFromNumber } from '../rational.js'
import { defineOperator } from '../operator.js'
import { record } from '../record.js'
import type { Tensor } from '../tensor.js'
import { given, pairLoss, type LossOptions, type Reduced, type Reduction } from './support/loss.js'

/** Options of huberLoss. */
export interface HuberLossOptions<R extends string = Reduction> extends LossOptions<R> {
  /** Where the square ends. Default: 1. */
  readonly delta?: number
}

/**
 * mean of ½·d² where d ≤ δ, else δ·(d − ½·δ), with d = |a − b|: two tensors of one shape → `[]`; `reduction: 'sum'` is the
 * sum of the terms, `'none'` the terms. PyTorch: `huber_loss`; `smoothL1Loss` is the same divided by δ.
 *
 * @throws ShapeError when the shapes differ, there is no such reduction, or delta is not a finite number above 0
 * @example
 * const session = new Session()
 * const prediction = session.input([2], [1, 0])
 * const target = session.input([2], [1.5, 3])
 * session.getValue(huberLoss(prediction, target, { reduction: 'none' })) // => [0.125, 2.5]
 * session.getValue(huberLoss(prediction, target, { delta: 2 })) // => [2.063]
 */
export function huberLoss<
  A extends Shape,
  D extends DType,
  B extends Shape,
  const R extends Reduction = 'mean',
  E extends DType = D,
>(
  a: FloatOperand<'huberLoss', D, Tensor<A, D>>,
  b: SameOperand<'huberLoss', D, E, Argument<SameShape<'huberLoss', A, B>, Tensor<B, E>>>,
  options: HuberLossOptions<R> = {},
): Tensor<Reduced<A, R>, Float<D>> {
  return record('huberLoss', [a, b], given({ ...options })) as Tensor<Reduced<A, R>, Float<D>>
}

declare module '../tensor.js' {
  interface TensorMethods {
    /** huberLoss: squares near 0, distances far away. See `huberLoss`. */
    huberLoss<
      A extends Shape,
      D extends DType,
      B extends Shape,
      const R extends Reduction = 'mean',
      E extends DType = D,
    >(
      this: FloatOperand<'huberLoss', D, Tensor<A, D>>,
      b: SameOperand<'huberLoss', D, E, Argument<SameShape<'huberLoss', A, B>, Tensor<B, E>>>,
      options?: HuberLossOptions<R>,
    ): Tensor<Reduced<A, R>, Float<D>>
  }
}

/** `where` and no minimum: at d = δ both branches have derivative δ, and the gradient is not shared. */
defineOperator(
  pairLoss<{ delta?: number }>(
    'huberLoss',
    (a, b, { delta = 1 }) => {
      const distance = apply('abs', apply('sub', a, b))
      const near = apply('mul', constant(0.5), apply('mul', distance, distance))
      const half = divideRational(rationalFromNumber(delta), rational(2))
      const far = apply('mul', constant(delta), apply('sub', distance, constant(half)))
      return apply('where', apply('lessEqual', distance, constant(delta)), near, far)
    },
    ({ delta = 1 }) =>
      delta > 0 && delta < Infinity ? undefined : `huberLoss: delta ${delta} is not a finite number above 0`,
  ),
)
