/** oneHot: labels as rows of zeros with a one. */
import type { MarkedDims } from '../../shapes/construct.js'
import type { DType } from '../../shapes/dtype.js'
import { integers, type IntegerOperand } from '../../shapes/promotion.js'
import { oneHot as oneHotShape, type OneHot } from '../../shapes/one-hot.js'
import type { Result } from '../../shapes/rule.js'
import type { Dim, Shape } from '../../shapes/shape.js'
import { apply, constant, fromIndex, read } from '../comprehension/expression.js'
import { defineOperator } from '../operator.js'
import { map } from '../primitives/map.js'
import { record } from '../record.js'
import type { Tensor } from '../tensor.js'
import { operandShape } from './support/types.js'

/**
 * y[i…, c] = 1 where labels[i…] = c, else 0: integer labels `[...]` → f32 `[..., classes]`. A label outside 0 … classes − 1
 * gives a row of zeros. PyTorch: `F.one_hot`, which gives integers and fails there.
 *
 * @throws ShapeError when the labels are no integers, or `classes` is no dimension
 * @example
 * const label = input('label', ['batch'], 'i32')
 * oneHot(label, 10) // => [batch, 10]
 */
export function oneHot<S extends Shape, D extends DType, const C extends Dim>(
  labels: IntegerOperand<'oneHot', 'label', D, Tensor<S, D>>,
  classes: MarkedDims<'oneHot', [C]>[0],
): Tensor<Result<OneHot<S, C>>> {
  return record('oneHot', [labels], { classes: classes as Dim }) as Tensor<Result<OneHot<S, C>>>
}

declare module '../tensor.js' {
  interface TensorMethods {
    /** oneHot: labels as rows of zeros with a one. See `oneHot`. */
    oneHot<S extends Shape, D extends DType, const C extends Dim>(
      this: IntegerOperand<'oneHot', 'label', D, Tensor<S, D>>,
      classes: MarkedDims<'oneHot', [C]>[0],
    ): Tensor<Result<OneHot<S, C>>>
  }
}

defineOperator<{ classes: Dim }>({
  name: 'oneHot',
  dims: ['classes'],
  infer(operands, { classes }) {
    const shape = oneHotShape(operandShape(operands, 0), classes)
    return (
      integers('oneHot', 'label', operands[0]!.dtype) ?? (typeof shape === 'string' ? shape : { shape, dtype: 'f32' })
    )
  },
  expand: (build, [labels]) =>
    map(build, build.result.shape, (out) =>
      apply('where', apply('equal', read(labels!, out.slice(0, -1)), fromIndex(out.at(-1)!)), constant(1), constant(0)),
    ),
})
