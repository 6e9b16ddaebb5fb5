/** l1Loss: the mean absolute error. */
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
 * mean of |a − b| over all elements: two tensors of one shape → `[]`; `reduction: 'sum'` is their sum, `'none'` the terms in
 * the operands' shape. The gradient of equal elements is 0. PyTorch: `l1_loss`, without its broadcasting; TorchLean: `mae`.
 *
 * @throws ShapeError when the shapes differ or there is no such reduction
 * @example
 * const session = new Session()
 * const prediction = session.input([2], [1, 2])
 * const target = session.input([2], [1, 5])
 * session.getValue(l1Loss(prediction, target)) // => [1.5]
 */
export function l1Loss<
  A extends Shape,
  D extends DType,
  B extends Shape,
  const R extends Reduction = 'mean',
  E extends DType = D,
>(
  a: FloatOperand<'l1Loss', D, Tensor<A, D>>,
  b: SameOperand<'l1Loss', D, E, Argument<SameShape<'l1Loss', A, B>, Tensor<B, E>>>,
  options: LossOptions<R> = {},
): Tensor<Reduced<A, R>, Float<D>> {
  return record('l1Loss', [a, b], given({ ...options })) as Tensor<Reduced<A, R>, Float<D>>
}

declare module '../tensor.js' {
  interface TensorMethods {
    /** l1Loss: the mean absolute error. See `l1Loss`. */
    l1Loss<A extends Shape, D extends DType, B extends Shape, const R extends Reduction = 'mean', E extends DType = D>(
      this: FloatOperand<'l1Loss', D, Tensor<A, D>>,
      b: SameOperand<'l1Loss', D, E, Argument<SameShape<'l1Loss', A, B>, Tensor<B, E>>>,
      options?: LossOptions<R>,
    ): Tensor<Reduced<A, R>, Float<D>>
  }
}

defineOperator(pairLoss('l1Loss', (a, b) => apply('abs', apply('sub', a, b))))
