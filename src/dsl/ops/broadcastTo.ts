/** broadcastTo: a tensor stretched to a given shape. */
import { broadcastTo as broadcastShape, type BroadcastTo } from '../../shapes/broadcast.js'
import { shapeArgument, type Constructed, type ShapeArgument } from '../../shapes/construct.js'
import type { DType } from '../../shapes/dtype.js'
import type { Argument, Result } from '../../shapes/rule.js'
import type { Shape } from '../../shapes/shape.js'
import { defineOperator } from '../operator.js'
import { map } from '../primitives/map.js'
import { record } from '../record.js'
import type { Tensor } from '../tensor.js'
import { readBroadcast } from './support/read.js'
import { movedResult, operandShape } from './support/types.js'

/**
 * x repeated along new leading axes and along axes of extent 1, aligned at the right. NumPy: `broadcast_to`.
 *
 * @throws ShapeError when x cannot be stretched to the shape
 * @example
 * const bias = zeros([10])
 * broadcastTo(bias, ['batch', 10]) // => [batch, 10]
 */
export function broadcastTo<S extends Shape, D extends DType, const T extends Shape>(
  x: Tensor<S, D>,
  shape: Argument<BroadcastTo<S, T>, ShapeArgument<'broadcastTo', T>>,
): Tensor<Result<BroadcastTo<S, Constructed<T>>>, D> {
  const attributes = { shape: shape as Shape }
  return record('broadcastTo', [x], attributes) as Tensor<Result<BroadcastTo<S, Constructed<T>>>, D>
}

declare module '../tensor.js' {
  interface TensorMethods {
    /** broadcastTo: a tensor stretched to a given shape. See `broadcastTo`. */
    broadcastTo<S extends Shape, D extends DType, const T extends Shape>(
      this: Tensor<S, D>,
      shape: Argument<BroadcastTo<S, T>, ShapeArgument<'broadcastTo', T>>,
    ): Tensor<Result<BroadcastTo<S, Constructed<T>>>, D>
  }
}

defineOperator<{ shape: Shape }>({
  name: 'broadcastTo',
  dims: ['shape'],
  infer(operands, { shape }) {
    const written = shapeArgument('broadcastTo', shape)
    return movedResult(
      operands,
      typeof written === 'string' ? written : broadcastShape(operandShape(operands, 0), written),
    )
  },
  expand: (build, [x]) =>
    map(build, build.result.shape, (out) => readBroadcast(x!, out), { dtype: build.result.dtype }),
})
