/** permute: the axes in another order. */
import { axisIndex } from '../../shapes/axis.js'
import type { DType } from '../../shapes/dtype.js'
import { permute as permuteShape, type Permute, type PermuteArgument } from '../../shapes/permute.js'
import type { Result } from '../../shapes/rule.js'
import type { Shape } from '../../shapes/shape.js'
import { defineOperator } from '../operator.js'
import { permuteBy } from '../primitives/movement.js'
import { record } from '../record.js'
import type { Tensor } from '../tensor.js'
import { movedResult, operandShape } from './support/types.js'

/**
 * Axis i of the result is axis `axes[i]` of x. PyTorch: `torch.permute`.
 *
 * @throws ShapeError when `axes` is no permutation of the axes (in types: at the wrong entry)
 * @example
 * const x = zeros(['batch', 16, 64])
 * permute(x, [0, 2, 1]) // => [batch, 64, 16]
 */
export function permute<S extends Shape, D extends DType, const P extends readonly number[]>(
  x: Tensor<S, D>,
  axes: PermuteArgument<S, P>,
): Tensor<Result<Permute<S, P>>, D> {
  return record('permute', [x], { axes: axes as readonly number[] }) as Tensor<Result<Permute<S, P>>, D>
}

declare module '../tensor.js' {
  interface TensorMethods {
    /** permute: the axes in another order. See `permute`. */
    permute<S extends Shape, D extends DType, const P extends readonly number[]>(
      this: Tensor<S, D>,
      axes: PermuteArgument<S, P>,
    ): Tensor<Result<Permute<S, P>>, D>
  }
}

defineOperator<{ axes: readonly number[] }>({
  name: 'permute',
  infer: (operands, { axes }) => movedResult(operands, permuteShape(operandShape(operands, 0), axes)),
  expand: (build, [x], { axes }) =>
    permuteBy(
      build,
      x!,
      axes.map((axis) => axisIndex(x!.shape, axis)!),
    ),
})
