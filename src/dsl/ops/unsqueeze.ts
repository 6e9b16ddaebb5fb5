/** unsqueeze: a new axis of size 1. */
import type { DType } from '../../shapes/dtype.js'
import type { Argument, Result } from '../../shapes/rule.js'
import type { Shape } from '../../shapes/shape.js'
import { unsqueeze as unsqueezeShape, type Unsqueeze } from '../../shapes/unsqueeze.js'
import { defineOperator } from '../operator.js'
import { reshapeTo } from '../primitives/movement.js'
import { record } from '../record.js'
import type { Tensor } from '../tensor.js'
import { movedResult, operandShape } from './support/types.js'

/**
 * x with a new axis of size 1, which is `axis` of the result: `[n]` → `[1, n]`. Negative axes count from the end of the
 * result. PyTorch: `torch.unsqueeze`; NumPy: `expand_dims`.
 *
 * @throws ShapeError when the result has no such axis
 * @example
 * const x = zeros(['batch', 10])
 * unsqueeze(x, 1) // => [batch, 1, 10]
 * unsqueeze(x, -1) // => [batch, 10, 1]
 */
export function unsqueeze<S extends Shape, D extends DType, const A extends number>(
  x: Tensor<S, D>,
  axis: Argument<Unsqueeze<S, A>, A>,
): Tensor<Result<Unsqueeze<S, A>>, D> {
  return record('unsqueeze', [x], { axis: axis as number }) as Tensor<Result<Unsqueeze<S, A>>, D>
}

declare module '../tensor.js' {
  interface TensorMethods {
    /** unsqueeze: a new axis of size 1. See `unsqueeze`. */
    unsqueeze<S extends Shape, D extends DType, const A extends number>(
      this: Tensor<S, D>,
      axis: Argument<Unsqueeze<S, A>, A>,
    ): Tensor<Result<Unsqueeze<S, A>>, D>
  }
}

defineOperator<{ axis: number }>({
  name: 'unsqueeze',
  infer: (operands, { axis }) => movedResult(operands, unsqueezeShape(operandShape(operands, 0), axis)),
  expand: (build, [x]) => reshapeTo(build, x!, build.result.shape),
})
