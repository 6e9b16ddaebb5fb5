/** crossEntropy: the negative log likelihood of integer labels, from logits. */
import type { CrossEntropy } from '../../shapes/cross-entropy.js'
import type { DType } from '../../shapes/dtype.js'
import type { FloatOperand, IntegerOperand, SameOperand } from '../../shapes/promotion.js'
import type { NormParameter } from '../../shapes/norm.js'
import type { Argument } from '../../shapes/rule.js'
import type { Shape } from '../../shapes/shape.js'
import { apply, read } from '../comprehension/expression.js'
import type { Variable } from '../comprehension/types.js'
import { defineOperator } from '../operator.js'
import { record } from '../record.js'
import type { Tensor } from '../tensor.js'
import { atLabel, labelLoss, labelLossResult, type LabelLossAttributes } from './support/label-loss.js'
import { given, type LossOptions, type Reduced, type Reduction } from './support/loss.js'
import { logarithmOf, stableExponential } from './support/stable-exponential.js'

/** Options of crossEntropy. */
export interface CrossEntropyOptions<
  A extends Shape,
  D extends DType,
  W extends Shape,
  R extends string,
  F extends DType = D,
> extends LossOptions<R> {
  /** The share of the target that is spread evenly over all classes, from 0 to 1. Default: 0. */
  readonly labelSmoothing?: number
  /** A factor for each class `[classes]`. Default: 1 for all. */
  readonly weight?: SameOperand<
    'crossEntropy',
    D,
    F,
    Argument<NormParameter<'crossEntropy', 'weight', A, -1, NoInfer<W>>, Tensor<W, F>>
  >
  /** Rows with this label contribute nothing and are not counted. Default: there is none. */
  readonly ignoreIndex?: number
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
  W extends Shape = never,
  const R extends Reduction = 'mean',
  E extends DType = 'i32',
  F extends DType = D,
>(
  logits: FloatOperand<'crossEntropy', D, Tensor<A, D>>,
  labels: IntegerOperand<'crossEntropy', 'label', E, Argument<CrossEntropy<A, B>, Tensor<B, E>>>,
  options: CrossEntropyOptions<A, D, W, R, F> = {},
): Tensor<Reduced<B, R>, D> {
  const { weight, ...rest } = options
  const operands = weight === undefined ? [logits, labels] : [logits, labels, weight]
  return record('crossEntropy', operands, given({ ...rest })) as Tensor<Reduced<B, R>, D>
}

declare module '../tensor.js' {
  interface Tensor<out S extends Shape, out D extends DType> {
    /** crossEntropy: the negative log likelihood of integer labels, from logits. See `crossEntropy`. */
    crossEntropy<
      A extends Shape,
      D extends DType,
      B extends Shape,
      W extends Shape = never,
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

defineOperator<LabelLossAttributes>({
  name: 'crossEntropy',
  infer: (operands, attributes) => labelLossResult('crossEntropy', operands, attributes),
  expand(build, operands, attributes) {
    const [logits, labels, weight] = [operands[0]!, operands[1]!, operands[2]]
    const classes = logits.shape.at(-1)!
    const { maximum, total } = stableExponential(build, logits, logits.shape.length - 1)
    const logarithm = logarithmOf(build, total)
    const label = atLabel(build, labels, classes, 'labelled', (at) => read(logits, at))
    // max + log Σ e^(x − max) − x[label]; the difference of the large parts comes first.
    const terms = {
      labels,
      classes,
      weight,
      picked: (row: readonly Variable[]) =>
        apply('add', read(logarithm, [...row, 0]), apply('sub', read(maximum, [...row, 0]), read(label, row))),
      each: (row: readonly Variable[], j: Variable) =>
        apply('add', read(logarithm, [...row, 0]), apply('sub', read(maximum, [...row, 0]), read(logits, [...row, j]))),
    }
    return labelLoss(build, terms, attributes)
  },
})
