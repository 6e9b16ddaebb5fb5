/** logCoshLoss: a distance that is smooth at 0. */
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
 * mean of log cosh d = d + log(1 + e^(−2d)) − log 2, d = a − b, which overflows nowhere: two tensors of one shape → `[]`;
 * `reduction: 'sum'` is the sum of the terms, `'none'` the terms. Keras: `LogCosh`; PyTorch has none.
 *
 * @throws ShapeError when the shapes differ or there is no such reduction
 * @example
 * const session = new Session()
 * const prediction = session.input([3], [0, 1, 1000])
 * const target = session.input([3], [0, 0, 0])
 * session.getValue(logCoshLoss(prediction, target, { reduction: 'none' })) // => [0, 0.4338, 999.3]
 */
export function logCoshLoss<
  A extends Shape,
  D extends DType,
  B extends Shape,
  const R extends Reduction = 'mean',
  E extends DType = D,
>(
  a: FloatOperand<'logCoshLoss', D, Tensor<A, D>>,
  b: SameOperand<'logCoshLoss', D, E, Argument<SameShape<'logCoshLoss', A, B>, Tensor<B, E>>>,
  options: LossOptions<R> = {},
): Tensor<Reduced<A, R>, Float<D>> {
  return record('logCoshLoss', [a, b], given({ ...options })) as Tensor<Reduced<A, R>, Float<D>>
}

declare module '../tensor.js' {
  interface TensorMethods {
    /** logCoshLoss: a distance that is smooth at 0. See `logCoshLoss`. */
    logCoshLoss<
      A extends Shape,
      D extends DType,
      B extends Shape,
      const R extends Reduction = 'mean',
      E extends DType = D,
    >(
      this: FloatOperand<'logCoshLoss', D, Tensor<A, D>>,
      b: SameOperand<'logCoshLoss', D, E, Argument<SameShape<'logCoshLoss', A, B>, Tensor<B, E>>>,
      options?: LossOptions<R>,
    ): Tensor<Reduced<A, R>, Float<D>>
  }
}

defineOperator(
  pairLoss('logCoshLoss', (a, b) => {
    const difference = apply('sub', a, b)
    const bend = apply('softplus', apply('mul', constant(-2), difference))
    return apply('sub', apply('add', difference, bend), constant(Math.LN2))
  }),
)
