/** flatten: neighbouring axes merged into one. */
import type { DType } from '../../shapes/dtype.js'
import { flatten as flattenShape, type Flatten } from '../../shapes/flatten.js'
import type { Argument, Result } from '../../shapes/rule.js'
import type { Shape } from '../../shapes/shape.js'
import { defineOperator } from '../operator.js'
import { reshapeTo } from '../primitives/movement.js'
import { record } from '../record.js'
import type { Tensor } from '../tensor.js'
import { movedResult, operandShape } from './support/types.js'

/**
 * The axes from `start` to `end`, both included, merged in row-major order: all of them unless said otherwise.
 * PyTorch: `torch.flatten`; a scalar becomes `[1]`.
 *
 * @throws ShapeError when an axis is out of range, or start is after end
 * @example
 * const image = zeros(['batch', 16, 4, 4])
 * flatten(image, 1) // => [batch, 256]
 */
export function flatten<
  S extends Shape,
  D extends DType,
  const Start extends number = 0,
  const End extends number = -1,
>(
  x: Tensor<S, D>,
  start?: Argument<Flatten<S, Start, End>, Start>,
  end?: End,
): Tensor<Result<Flatten<S, Start, End>>, D> {
  const attributes = { start: (start as number | undefined) ?? 0, end: end ?? -1 }
  return record('flatten', [x], attributes) as Tensor<Result<Flatten<S, Start, End>>, D>
}

declare module '../tensor.js' {
  interface TensorMethods {
    /** flatten: neighbouring axes merged into one. See `flatten`. */
    flatten<S extends Shape, D extends DType, const Start extends number = 0, const End extends number = -1>(
      this: Tensor<S, D>,
      start?: Argument<Flatten<S, Start, End>, Start>,
      end?: End,
    ): Tensor<Result<Flatten<S, Start, End>>, D>
  }
}

defineOperator<{ start: number; end: number }>({
  name: 'flatten',
  infer: (operands, { start, end }) => movedResult(operands, flattenShape(operandShape(operands, 0), start, end)),
  expand: (build, [x]) => reshapeTo(build, x!, build.result.shape),
})
