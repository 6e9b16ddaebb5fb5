/** reshape: the same elements in row-major order, under another shape. */
import type { DType } from '../../shapes/dtype.js'
import { reshape as reshapeShape, type Reshape, type ReshapeArgument } from '../../shapes/reshape.js'
import type { Result } from '../../shapes/rule.js'
import type { Shape } from '../../shapes/shape.js'
import { defineOperator } from '../operator.js'
import { reshapeTo } from '../primitives/movement.js'
import { record } from '../record.js'
import type { Tensor } from '../tensor.js'
import { movedResult, operandShape } from './support/types.js'

/**
 * The same elements under another shape of as many: `[...]` → `shape`, where one dimension may be −1 and is then inferred.
 * PyTorch: `torch.reshape`.
 *
 * @throws ShapeError when the element counts differ, or −1 cannot be inferred
 * @example
 * const image = zeros(['batch', 28, 28])
 * reshape(image, ['batch', -1]) // => [batch, 784]
 */
export function reshape<S extends Shape, D extends DType, const T extends Shape>(
  x: Tensor<S, D>,
  shape: ReshapeArgument<S, T>,
): Tensor<Result<Reshape<S, T>>, D> {
  return record('reshape', [x], { shape: shape as Shape }) as Tensor<Result<Reshape<S, T>>, D>
}

declare module '../tensor.js' {
  interface TensorMethods {
    /** reshape: the same elements in row-major order, under another shape. See `reshape`. */
    reshape<S extends Shape, D extends DType, const T extends Shape>(
      this: Tensor<S, D>,
      shape: ReshapeArgument<S, T>,
    ): Tensor<Result<Reshape<S, T>>, D>
  }
}

defineOperator<{ shape: Shape }>({
  name: 'reshape',
  dims: ['shape'],
  infer: (operands, { shape }) => movedResult(operands, reshapeShape(operandShape(operands, 0), shape)),
  expand: (build, [x]) => reshapeTo(build, x!, build.result.shape),
})
