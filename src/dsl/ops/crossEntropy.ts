/** crossEntropy: the mean negative log likelihood of integer labels. */
import { crossEntropy as crossEntropyShape, type CrossEntropy } from '../../shapes/cross-entropy.js'
import type { DType, FloatDType, IntegerDType } from '../../shapes/dtype.js'
import type { Argument } from '../../shapes/rule.js'
import type { Shape } from '../../shapes/shape.js'
import { apply, constant, fromIndex, read } from '../comprehension/expression.js'
import type { Value } from '../comprehension/types.js'
import { defineOperator, type Builder } from '../operator.js'
import { reduce } from '../primitives/map.js'
import { record } from '../record.js'
import type { Tensor } from '../tensor.js'
import { dividedBy } from './support/mean.js'
import { logarithmOf, stableExponential } from './support/stable-exponential.js'
import { elementCount, floatResult, integerFault, operandShape } from './support/types.js'

/**
 * mean over rows of log Σ_j e^x[row, j] − x[row, label[row]]: logits `[..., classes]`, integer labels `[...]` → `[]`.
 * PyTorch: `cross_entropy`, with the classes on the last axis. The derived gradient is (softmax(x) − onehot(label)) / rows.
 *
 * A label outside 0 … classes − 1 picks no logit; data are checked for that before training.
 *
 * @throws ShapeError when the labels do not fit the rows of the logits
 * @example
 * const logits = zeros(['batch', 10])
 * const label = input('label', ['batch'], 'i32')
 * crossEntropy(logits, label) // => []
 */
export function crossEntropy<A extends Shape, D extends FloatDType, B extends Shape>(
  logits: Tensor<A, D>,
  labels: Argument<CrossEntropy<A, B>, Tensor<B, IntegerDType>>,
): Tensor<[], D> {
  return record('crossEntropy', [logits, labels]) as Tensor<[], D>
}

declare module '../tensor.js' {
  interface Tensor<out S extends Shape, out D extends DType> {
    /** crossEntropy: the mean negative log likelihood of integer labels. See `crossEntropy`. */
    crossEntropy<A extends Shape, D extends FloatDType, B extends Shape>(
      this: Tensor<A, D>,
      labels: Argument<CrossEntropy<A, B>, Tensor<B, IntegerDType>>,
    ): Tensor<[], D>
  }
}

/** x[row, label[row]], as a sum over classes: its gradient is then a map over the logits and no scatter. */
function labelled(build: Builder, logits: Value, labels: Value): Value {
  return reduce(
    build,
    'sum',
    labels.shape,
    [logits.shape.at(-1)!],
    (row, [j]) =>
      apply('where', apply('equal', read(labels, row), fromIndex(j!)), read(logits, [...row, j!]), constant(0)),
    { name: 'crossEntropy_labelled' },
  )
}

defineOperator({
  name: 'crossEntropy',
  infer: (operands) =>
    integerFault('crossEntropy', 'the label tensor', operands[1]!) ??
    floatResult(
      'crossEntropy',
      operands.slice(0, 1),
      crossEntropyShape(operandShape(operands, 0), operandShape(operands, 1)),
    ),
  expand(build, operands) {
    const [logits, labels] = [operands[0]!, operands[1]!]
    const { maximum, total } = stableExponential(build, logits, logits.shape.length - 1)
    const logarithm = logarithmOf(build, total)
    const picked = labelled(build, logits, labels)
    // max + log Σ e^(x − max) − x[label]; the difference of the large parts comes first.
    return reduce(
      build,
      'sum',
      [],
      labels.shape,
      (_, row) =>
        apply('add', read(logarithm, [...row, 0]), apply('sub', read(maximum, [...row, 0]), read(picked, row))),
      dividedBy(elementCount(labels.shape)),
    )
  },
})
