/** mseLoss: the mean squared error. */
import type { DType } from '../../shapes/dtype.js'
import type { Float, FloatOperand, SameOperand } from '../../shapes/promotion.js'
import type { Argument } from '../../shapes/rule.js'
import type { SameShape } from '../../shapes/same-shape.js'
import type { Shape } from '../../shapes/shape.js'
import { apply } from '../comprehension/expression.js'
import { defineOperator } from '../operator.js'
import { record } from '../record.js'
import type { Tensor } from '../tensor.js'
import { given, pairLoss, type LossOptions, type Reduced, type Reduction } from './support/loss.js'

/**
 * mean of (a − b)² over all elements: two tensors of one shape → `[]`; `reduction: 'sum'` is their sum, `'none'` the terms in
 * the operands' shape. PyTorch: `mse_loss`, without its broadcasting; the mean of no elements is 0.
 *
 * @throws ShapeError when the shapes differ or there is no such reduction
 * @example
 * const session = new Session()
 * const prediction = session.input([2], [1, 2])
 * const target = session.input([2], [1, 4])
 * session.getValue(mseLoss(prediction, target)) // => [2]
 * session.getValue(mseLoss(prediction, target, { reduction: 'none' })) // => [0, 4]
 */
export function mseLoss<
  A extends Shape,
  D extends DType,
  B extends Shape,
  const R extends Reduction = 'mean',
  E extends DType = D,
>(
  a: FloatOperand<'mseLoss', D, Tensor<A, D>>,
  b: SameOperand<'mseLoss', D, E, Argument<SameShape<'mseLoss', A, B>, Tensor<B, E>>>,
  options: LossOptions<R> = {},
): Tensor<Reduced<A, R>, Float<D>> {
  return record('mseLoss', [a, b], given({ ...options })) as Tensor<Reduced<A, R>, Float<D>>
}

declare module '../tensor.js' {
  interface TensorMethods {
    /** mseLoss: the mean squared error. See `mseLoss`. */
    mseLoss<A extends Shape, D extends DType, B extends Shape, const R extends Reduction = 'mean', E extends DType = D>(
      this: FloatOperand<'mseLoss', D, Tensor<A, D>>,
      b: SameOperand<'mseLoss', D, E, Argument<SameShape<'mseLoss', A, B>, Tensor<B, E>>>,
      options?: LossOptions<R>,
    ): Tensor<Reduced<A, R>, Float<D>>
  }
}

defineOperator(
  pairLoss('mseLoss', (a, b) => {
    const difference = apply('sub', a, b)
    return apply('mul', difference, difference)
  }),
)
