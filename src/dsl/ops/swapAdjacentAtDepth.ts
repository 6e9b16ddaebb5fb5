/** swapAdjacentAtDepth: two neighbouring axes exchanged. */
import type { DType } from '../../shapes/dtype.js'
import type { Shape } from '../../shapes/shape.js'
import {
  swapAdjacentAtDepth as swappedShape,
  swappedAxes,
  type SwapAdjacentAtDepth,
} from '../../shapes/swap-adjacent.js'
import { defineOperator } from '../operator.js'
import { permuteBy } from '../primitives/movement.js'
import { record } from '../record.js'
import type { Tensor } from '../tensor.js'
import { movedResult, operandShape } from './support/types.js'

/**
 * x with axes `depth` and `depth + 1` exchanged; at a depth where there are no two axes, x itself and no error. TorchLean:
 * `swapAdjacentAtDepth`; PyTorch: `torch.transpose(x, depth, depth + 1)`, an error there.
 *
 * @example
 * const x = zeros(['batch', 16, 64])
 * swapAdjacentAtDepth(x, 1) // => [batch, 64, 16]
 * swapAdjacentAtDepth(x, 2) // => [batch, 16, 64]
 */
export function swapAdjacentAtDepth<S extends Shape, D extends DType, const K extends number>(
  x: Tensor<S, D>,
  depth: K,
): Tensor<SwapAdjacentAtDepth<S, K>, D> {
  return record('swapAdjacentAtDepth', [x], { depth }) as Tensor<SwapAdjacentAtDepth<S, K>, D>
}

declare module '../tensor.js' {
  interface TensorMethods {
    /** swapAdjacentAtDepth: two neighbouring axes exchanged. See `swapAdjacentAtDepth`. */
    swapAdjacentAtDepth<S extends Shape, D extends DType, const K extends number>(
      this: Tensor<S, D>,
      depth: K,
    ): Tensor<SwapAdjacentAtDepth<S, K>, D>
  }
}

defineOperator<{ depth: number }>({
  name: 'swapAdjacentAtDepth',
  infer: (operands, { depth }) => movedResult(operands, swappedShape(operandShape(operands, 0), depth)),
  expand: (build, [x], { depth }) => permuteBy(build, x!, swappedAxes(x!.shape.length, depth)),
})
