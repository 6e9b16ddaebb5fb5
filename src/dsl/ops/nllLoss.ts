/** nllLoss: the negative log likelihood of integer labels, from log-probabilities. */
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

/** Options of nllLoss. */
export interface NllLossOptions<
  A extends Shape,
  D extends DType,
  W extends Shape,
  R extends string,
  F extends DType = D,
> extends LossOptions<R> {
  /** A factor for each class `[classes]`. Default: 1 for all. */
  readonly weight?: SameOperand<
    'nllLoss',
    D,
    F,
    Argument<NormParameter<'nllLoss', 'weight', A, -1, NoInfer<W>>, Tensor<W, F>>
  >
  /** Rows with this label contribute nothing and are not counted. Default: there is none. */
  readonly ignoreIndex?: number
}

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
  W extends Shape = never,
  const R extends Reduction = 'mean',
  E extends DType = 'i32',
  F extends DType = D,
>(
  logProbabilities: FloatOperand<'nllLoss', D, Tensor<A, D>>,
  labels: IntegerOperand<'nllLoss', 'label', E, Argument<CrossEntropy<A, B, 'nllLoss'>, Tensor<B, E>>>,
  options: NllLossOptions<A, D, W, R, F> = {},
): Tensor<Reduced<B, R>, D> {
  const { weight, ...rest } = options
  const operands = weight === undefined ? [logProbabilities, labels] : [logProbabilities, labels, weight]
  return record('nllLoss', operands, given({ ...rest })) as Tensor<Reduced<B, R>, D>
}

declare module '../tensor.js' {
  interface Tensor<out S extends Shape, out D extends DType> {
    /** nllLoss: the negative log likelihood of integer labels, from log-probabilities. See `nllLoss`. */
    nllLoss<
      A extends Shape,
      D extends DType,
      B extends Shape,
      W extends Shape = never,
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

defineOperator<LabelLossAttributes>({
  name: 'nllLoss',
  infer: (operands, attributes) => labelLossResult('nllLoss', operands, attributes),
  expand(build, operands, attributes) {
    const [scores, labels, weight] = [operands[0]!, operands[1]!, operands[2]]
    const classes = scores.shape.at(-1)!
    const label = atLabel(build, labels, classes, 'labelled', (at) => read(scores, at))
    const terms = {
      labels,
      classes,
      weight,
      picked: (row: readonly Variable[]) => apply('neg', read(label, row)),
      each: (row: readonly Variable[], j: Variable) => apply('neg', read(scores, [...row, j])),
    }
    return labelLoss(build, terms, attributes)
  },
})
