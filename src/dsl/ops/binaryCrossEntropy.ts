/** binaryCrossEntropy: the negative log likelihood of yes and no, from probabilities. */
import type { DType } from '../../shapes/dtype.js'
import type { Float, FloatOperand, SameOperand } from '../../shapes/promotion.js'
import type { Argument } from '../../shapes/rule.js'
import type { SameShape } from '../../shapes/same-shape.js'
import type { Shape } from '../../shapes/shape.js'
import { apply, constant } from '../comprehension/expression.js'
import type { Expression } from '../comprehension/types.js'
import { defineOperator } from '../operator.js'
import { record } from '../record.js'
import type { Tensor } from '../tensor.js'
import { given, pairLoss, type LossOptions, type Reduced, type Reduction } from './support/loss.js'

/**
 * mean of −(t · log p + (1 − t) · log(1 − p)): probabilities p and targets t of one shape → `[]`; `reduction: 'sum'` is the sum
 * of the terms, `'none'` the terms. A logarithm of less than 2⁻¹²⁶ counts as −100, with gradient 0. PyTorch:
 * `binary_cross_entropy`, whose logarithms stop at −100 too. From logits, `binaryCrossEntropyWithLogits` is exact.
 *
 * @throws ShapeError when the shapes differ or there is no such reduction
 * @example
 * const session = new Session()
 * const probability = session.input([3], [0.5, 0.25, 0])
 * const target = session.input([3], [1, 0, 1])
 * session.getValue(binaryCrossEntropy(probability, target, { reduction: 'none' })) // => [0.6931, 0.2877, 100]
 */
export function binaryCrossEntropy<
  A extends Shape,
  D extends DType,
  B extends Shape,
  const R extends Reduction = 'mean',
  E extends DType = D,
>(
  probability: FloatOperand<'binaryCrossEntropy', D, Tensor<A, D>>,
  target: SameOperand<'binaryCrossEntropy', D, E, Argument<SameShape<'binaryCrossEntropy', A, B>, Tensor<B, E>>>,
  options: LossOptions<R> = {},
): Tensor<Reduced<A, R>, Float<D>> {
  return record('binaryCrossEntropy', [probability, target], given({ ...options })) as Tensor<Reduced<A, R>, Float<D>>
}

declare module '../tensor.js' {
  interface TensorMethods {
    /** binaryCrossEntropy: the negative log likelihood of yes and no, from probabilities. See `binaryCrossEntropy`. */
    binaryCrossEntropy<
      A extends Shape,
      D extends DType,
      B extends Shape,
      const R extends Reduction = 'mean',
      E extends DType = D,
    >(
      this: FloatOperand<'binaryCrossEntropy', D, Tensor<A, D>>,
      target: SameOperand<'binaryCrossEntropy', D, E, Argument<SameShape<'binaryCrossEntropy', A, B>, Tensor<B, E>>>,
      options?: LossOptions<R>,
    ): Tensor<Reduced<A, R>, Float<D>>
  }
}

/** log p where p is a normal f32, else −100: nothing infinite is computed, so that a target of 0 leaves nothing behind. */
function boundedLog(p: Expression): Expression {
  const positive = apply('lessEqual', constant(2 ** -126), p)
  return apply('where', positive, apply('log', apply('where', positive, p, constant(1))), constant(-100))
}

defineOperator(
  pairLoss('binaryCrossEntropy', (p, target) => {
    const yes = apply('mul', target, boundedLog(p))
    const no = apply('mul', apply('sub', constant(1), target), boundedLog(apply('sub', constant(1), p)))
    return apply('neg', apply('add', yes, no))
  }),
)
