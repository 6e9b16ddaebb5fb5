/** argmax: where the largest element is. */
import { axisIndex } from '../../shapes/axis.js'
import type { DType } from '../../shapes/dtype.js'
import type { FloatOperand } from '../../shapes/promotion.js'
import { reduce as reduceShape, type Reduce } from '../../shapes/reduce.js'
import type { Argument, Result } from '../../shapes/rule.js'
import type { Shape } from '../../shapes/shape.js'
import { defineOperator } from '../operator.js'
import { record } from '../record.js'
import type { Tensor } from '../tensor.js'
import { reduceAlong } from './support/reduction.js'
import { floatResult, operandShape } from './support/types.js'

/**
 * The position of the first largest element along an axis, by default the last, which disappears: an i32 tensor, without
 * gradient. PyTorch: `torch.argmax(x, dim)`.
 *
 * @throws ShapeError when the axis is out of range
 * @example
 * const logits = zeros(['batch', 10])
 * argmax(logits).dtype // => i32
 * argmax(logits) // => [batch]
 */
export function argmax<S extends Shape, D extends DType, const A extends number = -1>(
  x: FloatOperand<'argmax', D, Tensor<S, D>>,
  axis?: Argument<Reduce<'argmax', S, A>, A>,
): Tensor<Result<Reduce<'argmax', S, A>>, 'i32'> {
  const attributes = { axis: (axis as number | undefined) ?? -1 }
  return record('argmax', [x], attributes) as Tensor<Result<Reduce<'argmax', S, A>>, 'i32'>
}

declare module '../tensor.js' {
  interface TensorMethods {
    /** argmax: where the largest element is. See `argmax`. */
    argmax<S extends Shape, D extends DType, const A extends number = -1>(
      this: FloatOperand<'argmax', D, Tensor<S, D>>,
      axis?: Argument<Reduce<'argmax', S, A>, A>,
    ): Tensor<Result<Reduce<'argmax', S, A>>, 'i32'>
  }
}

defineOperator<{ axis: number }>({
  name: 'argmax',
  infer(operands, { axis }) {
    const result = floatResult('argmax', operands, reduceShape('argmax', operandShape(operands, 0), axis))
    return typeof result === 'string' ? result : { shape: result.shape, dtype: 'i32' }
  },
  expand: (build, [x], { axis }) =>
    reduceAlong(build, 'argmax', x!, [axisIndex(x!.shape, axis)!], false, { dtype: 'i32' }),
})
