/** expand: a tensor stretched to a shape in which −1 keeps a dimension. */
import type { DType } from '../../shapes/dtype.js'
import { expand as expandShape, type Expand, type ExpandArgument } from '../../shapes/expand.js'
import type { Result } from '../../shapes/rule.js'
import type { Shape } from '../../shapes/shape.js'
import { defineOperator } from '../operator.js'
import { broadcastTo } from '../primitives/movement.js'
import { record } from '../record.js'
import type { Tensor } from '../tensor.js'
import { movedResult, operandShape } from './support/types.js'

/**
 * x stretched to a shape, aligned at the right: axes of size 1 are repeated, −1 keeps an axis as it is, and new axes come in
 * front. PyTorch: `Tensor.expand`; `broadcastTo` is the same without −1.
 *
 * @throws ShapeError when an axis cannot be stretched, or −1 stands where x has no axis (in types: at a faulty dimension)
 * @example
 * const column = zeros(['batch', 1])
 * expand(column, [-1, 10]) // => [batch, 10]
 */
export function expand<S extends Shape, D extends DType, const T extends Shape>(
  x: Tensor<S, D>,
  shape: ExpandArgument<S, T>,
): Tensor<Result<Expand<S, T>>, D> {
  return record('expand', [x], { shape: shape as Shape }) as Tensor<Result<Expand<S, T>>, D>
}

declare module '../tensor.js' {
  interface TensorMethods {
    /** expand: a tensor stretched to a shape in which −1 keeps a dimension. See `expand`. */
    expand<S extends Shape, D extends DType, const T extends Shape>(
      this: Tensor<S, D>,
      shape: ExpandArgument<S, T>,
    ): Tensor<Result<Expand<S, T>>, D>
  }
}

defineOperator<{ shape: Shape }>({
  name: 'expand',
  dims: ['shape'],
  infer: (operands, { shape }) => movedResult(operands, expandShape(operandShape(operands, 0), shape)),
  expand: (build, [x]) => broadcastTo(build, x!, build.result.shape),
})
