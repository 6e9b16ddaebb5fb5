/** accuracy: the share of rows whose largest logit is the label. */
import { crossEntropy as labelShape, type CrossEntropy } from '../../shapes/cross-entropy.js'
import type { DType } from '../../shapes/dtype.js'
import { floats, integers, type FloatOperand, type IntegerOperand } from '../../shapes/promotion.js'
import type { Argument } from '../../shapes/rule.js'
import type { Shape } from '../../shapes/shape.js'
import { apply, constant, read } from '../comprehension/expression.js'
import { defineOperator } from '../operator.js'
import { reduce } from '../primitives/map.js'
import { record } from '../record.js'
import type { Tensor } from '../tensor.js'
import { dividedBy } from './support/mean.js'
import { reduceAlong } from './support/reduction.js'
import { elementCount, floatResult, operandShape } from './support/types.js'

/**
 * The share, from 0 to 1, of rows in which the first largest logit is at the label: logits `[..., classes]`, integer labels
 * `[...]` → `[]`. A metric: it has no gradient.
 *
 * @throws ShapeError when the labels do not fit the rows of the logits
 * @example
 * const logits = zeros(['batch', 10])
 * const label = input('label', ['batch'], 'i32')
 * accuracy(logits, label) // => []
 */
export function accuracy<A extends Shape, D extends DType, B extends Shape, E extends DType = 'i32'>(
  logits: FloatOperand<'accuracy', D, Tensor<A, D>>,
  labels: IntegerOperand<'accuracy', 'label', E, Argument<CrossEntropy<A, B, 'accuracy'>, Tensor<B, E>>>,
): Tensor<[], D> {
  return record('accuracy', [logits, labels]) as Tensor<[], D>
}

declare module '../tensor.js' {
  interface TensorMethods {
    /** accuracy: the share of rows whose largest logit is the label. See `accuracy`. */
    accuracy<A extends Shape, D extends DType, B extends Shape, E extends DType = 'i32'>(
      this: FloatOperand<'accuracy', D, Tensor<A, D>>,
      labels: IntegerOperand<'accuracy', 'label', E, Argument<CrossEntropy<A, B, 'accuracy'>, Tensor<B, E>>>,
    ): Tensor<[], D>
  }
}

defineOperator({
  name: 'accuracy',
  infer: (operands) =>
    floats('accuracy', [operands[0]!.dtype]) ??
    integers('accuracy', 'label', operands[1]!.dtype) ??
    floatResult(
      'accuracy',
      operands.slice(0, 1),
      labelShape(operandShape(operands, 0), operandShape(operands, 1), 'accuracy'),
    ),
  expand(build, operands) {
    const [logits, labels] = [operands[0]!, operands[1]!]
    const guess = reduceAlong(build, 'argmax', logits, [logits.shape.length - 1], false, {
      name: 'accuracy_guess',
      dtype: 'i32',
    })
    return reduce(
      build,
      'sum',
      [],
      labels.shape,
      (_, row) => apply('where', apply('equal', read(guess, row), read(labels, row)), constant(1), constant(0)),
      dividedBy(elementCount(labels.shape)),
    )
  },
})
