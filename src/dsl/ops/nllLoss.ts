/** nllLoss: the negative log likelihood of integer labels, from log-probabilities. */
import type { CrossEntropy } from '../../shapes/cross-entropy.js'
import type { DType } from '../../shapes/dtype.js'
import type { FloatOperand, IntegerOperand } from '../../shapes/promotion.js'
import type { Argument } from '../../shapes/rule.js'
import type { Shape } from '../../shapes/shape.js'
import { apply, read } from '../comprehension/expression.js'
import { defineOperator } from '../operator.js'
import type { Tensor } from '../tensor.js'
import { labelLossOperator, recordLabelLoss, type LabelLossOptions } from './support/label-loss.js'
import type { Reduced, Reduction } from './support/loss.js'

/** Options of nllLoss. */
export type NllLossOptions<
  A extends Shape,
  D extends DType,
  W extends Shape,
  R extends string,
  F extends DType = D,
> = LabelLossOptions<'nllLoss', A, D, W, R, F>

/**
 * mean over rows of −w[label] · x[row, label[row]], divided by Σ w[label]: log-probabilities `[..., classes]`, integer labels
 * `[...]` → `[]`. `reduction: 'sum'` is the sum of the rows, `'none'` the rows themselves, `[...]`.
 *
 * PyTorch: `nll_loss`, with the classes on the last axis, no ignored label unless given, and 0 instead of NaN when every row is
 * ignored. After `logSoftmax` it is `crossEntropy`. A label outside 0 … classes − 1 picks nothing.
 *
 * @throws ShapeError when labels or weights do not fit the rows, or there is no such reduction
 * @example
 * const session = new Session()
 * const scores = session.input([2, 2], [-1, -2, -3, -4])
 * const label = constant([1, 0], [2], 'i32')
 * session.getValue(nllLoss(scores, label)) // => [2.5]
 * session.getValue(nllLoss(scores, label, { weight: constant([3, 1], [2]) })) // => [2.75]
 */
export function nllLoss<
  A extends Shape,
  D extends DType,
  B extends Shape,
  W extends Shape = Shape,
  const R extends Reduction = 'mean',
  E extends DType = 'i32',
  F extends DType = D,
>(
  logProbabilities: FloatOperand<'nllLoss', D, Tensor<A, D>>,
  labels: IntegerOperand<'nllLoss', 'label', E, Argument<CrossEntropy<A, B, 'nllLoss'>, Tensor<B, E>>>,
  options: NllLossOptions<A, D, W, R, F> = {},
): Tensor<Reduced<B, R>, D> {
  return recordLabelLoss('nllLoss', logProbabilities, labels, options) as Tensor<Reduced<B, R>, D>
}

declare module '../tensor.js' {
  interface TensorMethods {
    /** nllLoss: the negative log likelihood of integer labels, from log-probabilities. See `nllLoss`. */
    nllLoss<
      A extends Shape,
      D extends DType,
      B extends Shape,
      W extends Shape = Shape,
      const R extends Reduction = 'mean',
      E extends DType = 'i32',
      F extends DType = D,
    >(
      this: FloatOperand<'nllLoss', D, Tensor<A, D>>,
      labels: IntegerOperand<'nllLoss', 'label', E, Argument<CrossEntropy<A, B, 'nllLoss'>, Tensor<B, E>>>,
      options?: NllLossOptions<A, D, W, R, F>,
    ): Tensor<Reduced<B, R>, D>
  }
}

defineOperator(
  labelLossOperator('nllLoss', (_, scores, picked) => {
    const label = picked()
    return {
      picked: (row) => apply('neg', read(label, row)),
      each: (row, j) => apply('neg', read(scores, [...row, j])),
    }
  }),
)
