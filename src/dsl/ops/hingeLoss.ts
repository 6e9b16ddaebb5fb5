/** hingeLoss: how far scores are from the right side of a margin. */
import type { DType } from '../../shapes/dtype.js'
import type { Float, FloatOperand, SameOperand } from '../../shapes/promotion.js'
import type { Argument } from '../../shapes/rule.js'
import type { SameShape } from '../../shapes/same-shape.js'
import type { Shape } from '../../shapes/shape.js'
import { apply, constant } from '../comprehension/expression.js'
import { defineOperator } from '../operator.js'
import { record } from '../record.js'
import type { Tensor } from '../tensor.js'
import { given, pairLoss, type LossOptions, type Reduced, type Reduction } from './support/loss.js'

/**
 * mean of max(0, 1 − t · x), for scores x and targets t of −1 and 1: two tensors of one shape → `[]`; `reduction: 'sum'` is the
 * sum of the terms, `'none'` the terms. On the margin the gradient is 0. Keras: `Hinge`; PyTorch has it for several classes only.
 *
 * @throws ShapeError when the shapes differ or there is no such reduction
 * @example
 * const session = new Session()
 * const score = session.input([3], [2, 0.5, -1])
 * const side = session.input([3], [1, 1, 1])
 * session.getValue(hingeLoss(score, side, { reduction: 'none' })) // => [0, 0.5, 2]
 */
export function hingeLoss<
  A extends Shape,
  D extends DType,
  B extends Shape,
  const R extends Reduction = 'mean',
  E extends DType = D,
>(
  x: FloatOperand<'hingeLoss', D, Tensor<A, D>>,
  target: SameOperand<'hingeLoss', D, E, Argument<SameShape<'hingeLoss', A, B>, Tensor<B, E>>>,
  options: LossOptions<R> = {},
): Tensor<Reduced<A, R>, Float<D>> {
  return record('hingeLoss', [x, target], given({ ...options })) as Tensor<Reduced<A, R>, Float<D>>
}

declare module '../tensor.js' {
  interface TensorMethods {
    /** hingeLoss: how far scores are from the right side of a margin. See `hingeLoss`. */
    hingeLoss<
      A extends Shape,
      D extends DType,
      B extends Shape,
      const R extends Reduction = 'mean',
      E extends DType = D,
    >(
      this: FloatOperand<'hingeLoss', D, Tensor<A, D>>,
      target: SameOperand<'hingeLoss', D, E, Argument<SameShape<'hingeLoss', A, B>, Tensor<B, E>>>,
      options?: LossOptions<R>,
    ): Tensor<Reduced<A, R>, Float<D>>
  }
}

defineOperator(pairLoss('hingeLoss', (x, target) => apply('relu', apply('sub', constant(1), apply('mul', target, x)))))
