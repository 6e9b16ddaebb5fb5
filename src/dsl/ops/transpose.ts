/** transpose: two axes exchanged. */
import { axisIndex, type AxisCheck } from '../../shapes/axis.js'
import type { DType } from '../../shapes/dtype.js'
import type { Argument, Result } from '../../shapes/rule.js'
import type { Shape } from '../../shapes/shape.js'
import { transpose as transposeShape, type Transpose } from '../../shapes/transpose.js'
import { defineOperator } from '../operator.js'
import { permuteBy } from '../primitives/movement.js'
import { record } from '../record.js'
import type { Tensor } from '../tensor.js'
import { movedResult, operandShape } from './support/types.js'

/**
 * x with two axes exchanged. PyTorch: `torch.transpose`.
 *
 * @throws ShapeError when an axis is out of range
 * @example
 * const session = new Session()
 * const x = session.input([2, 3], [1, 2, 3, 4, 5, 6])
 * session.getValue(transpose(x, 0, 1)) // => [1, 4, 2, 5, 3, 6]
 * transpose(zeros(['batch', 16, 64]), -1, -2) // => [batch, 64, 16]
 */
export function transpose<S extends Shape, D extends DType, const A extends number, const B extends number>(
  x: Tensor<S, D>,
  axis0: Argument<AxisCheck<'transpose', S, A>, A>,
  axis1: Argument<AxisCheck<'transpose', S, B>, B>,
): Tensor<Result<Transpose<S, A, B>>, D> {
  const attributes = { axis0: axis0 as number, axis1: axis1 as number }
  return record('transpose', [x], attributes) as Tensor<Result<Transpose<S, A, B>>, D>
}

declare module '../tensor.js' {
  interface TensorMethods {
    /** transpose: two axes exchanged. See `transpose`. */
    transpose<S extends Shape, D extends DType, const A extends number, const B extends number>(
      this: Tensor<S, D>,
      axis0: Argument<AxisCheck<'transpose', S, A>, A>,
      axis1: Argument<AxisCheck<'transpose', S, B>, B>,
    ): Tensor<Result<Transpose<S, A, B>>, D>
  }
}

defineOperator<{ axis0: number; axis1: number }>({
  name: 'transpose',
  infer: (operands, { axis0, axis1 }) => movedResult(operands, transposeShape(operandShape(operands, 0), axis0, axis1)),
  expand(build, [x], { axis0, axis1 }) {
    const [i, j] = [axisIndex(x!.shape, axis0)!, axisIndex(x!.shape, axis1)!]
    const axes = x!.shape.map((_, axis) =>
      axis === i ? j
      : axis === j ? i
      : axis,
    )
    return permuteBy(build, x!, axes)
  },
})
