/** crossEntropy: the negative log likelihood of integer labels, from logits. */
import type { CrossEntropy } from '../../shapes/cross-entropy.js'
import type { DType } from '../../shapes/dtype.js'
import type { FloatOperand, IntegerOperand } from '../../shapes/promotion.js'
import type { Argument } from '../../shapes/rule.js'
import type { Shape } from '../../shapes/shape.js'
import { apply, read } from '../comprehension/expression.js'
import type { Expression, Variable } from '../comprehension/types.js'
import { defineOperator } from '../operator.js'
import type { Tensor } from '../tensor.js'
import { labelLossOperator, recordLabelLoss, type LabelLossOptions } from './support/label-loss.js'
import type { Reduced, Reduction } from './support/loss.js'
import { logarithmOf, stableExponential } from './support/stable-exponential.js'

/** Options of crossEntropy. */
export interface CrossEntropyOptions<
  A extends Shape,
  D extends DType,
  W extends Shape,
  R extends string,
  F extends DType = D,
> extends LabelLossOptions<'crossEntropy', A, D, W, R, F> {
  /** The share of the target that is spread evenly over all classes, from 0 to 1. Default: 0. */
  readonly labelSmoothing?: number
}

/**
 * mean over rows of log Σ_j e^x[row, j] − x[row, label[row]]: logits `[..., classes]`, integer labels `[...]` → `[]`. With
 * smoothing ε and weights w a row is (1 − ε) · w[label] · −log p[label] + ε / classes · Σ_j w[j] · −log p[j], p = softmax x, and
 * the mean is divided by Σ w[label]. `reduction: 'sum'` is the sum of the rows, `'none'` the rows themselves, `[...]`.
 *
 * PyTorch: `cross_entropy`, with the classes on the last axis, no ignored label unless given, and 0 instead of NaN when every
 * row is ignored. The derived gradient is (softmax(x) − onehot(label)) / rows. A label outside 0 … classes − 1 picks no logit;
 * data are checked for that before training, unless there is a label to ignore.
 *
 * @throws ShapeError when labels or weights do not fit the logits, there is no such reduction, or the smoothing is not from 0 to 1
 * @example
 * const logits = zeros(['batch', 10])
 * const label = input('label', ['batch'], 'i32')
 * crossEntropy(logits, label) // => []
 * crossEntropy(logits, label, { labelSmoothing: 0.1, weight: ones([10]), ignoreIndex: -1 }) // => []
 * crossEntropy(logits, label, { reduction: 'none' }) // => [batch]
 */
export function crossEntropy<
  A extends Shape,
  D extends DType,
  B extends Shape,
  W extends Shape = Shape,
  const R extends Reduction = 'mean',
  E extends DType = 'i32',
  F extends DType = D,
>(
  logits: FloatOperand<'crossEntropy', D, Tensor<A, D>>,
  labels: IntegerOperand<'crossEntropy', 'label', E, Argument<CrossEntropy<A, B>, Tensor<B, E>>>,
  options: CrossEntropyOptions<A, D, W, R, F> = {},
): Tensor<Reduced<B, R>, D> {
  return recordLabelLoss('crossEntropy', logits, labels, options) as Tensor<Reduced<B, R>, D>
}

declare module '../tensor.js' {
  interface TensorMethods {
    /** crossEntropy: the negative log likelihood of integer labels, from logits. See `crossEntropy`. */
    crossEntropy<
      A extends Shape,
      D extends DType,
      B extends Shape,
      W extends Shape = Shape,
      const R extends Reduction = 'mean',
      E extends DType = 'i32',
      F extends DType = D,
    >(
      this: FloatOperand<'crossEntropy', D, Tensor<A, D>>,
      labels: IntegerOperand<'crossEntropy', 'label', E, Argument<CrossEntropy<A, B>, Tensor<B, E>>>,
      options?: CrossEntropyOptions<A, D, W, R, F>,
    ): Tensor<Reduced<B, R>, D>
  }
}

defineOperator(
  labelLossOperator('crossEntropy', (build, logits, picked) => {
    const { maximum, total } = stableExponential(build, logits, logits.shape.length - 1)
    const logarithm = logarithmOf(build, total)
    const label = picked()
    // max + log Σ e^(x − max) − x[label]; the difference of the large parts comes first.
    const penalty = (row: readonly Variable[], score: Expression): Expression =>
      apply('add', read(logarithm, [...row, 0]), apply('sub', read(maximum, [...row, 0]), score))
    return {
      picked: (row) => penalty(row, read(label, row)),
      each: (row, j) => penalty(row, read(logits, [...row, j])),
    }
  }),
)
