/** flip: axes reversed. */
import type { DType } from '../../shapes/dtype.js'
import { flip as flipShape, type Flip } from '../../shapes/flip.js'
import { reduceAxes, type Axes, type AxesArgument } from '../../shapes/reduce.js'
import type { Shape } from '../../shapes/shape.js'
import { defineOperator } from '../operator.js'
import { flipAxes } from '../primitives/movement.js'
import { record } from '../record.js'
import type { Tensor } from '../tensor.js'
import { axesAttribute } from './support/reduction.js'
import { movedResult, operandShape } from './support/types.js'

/**
 * x backwards along one axis, several, or without axes all of them: `[...]` → `[...]`. NumPy: `flip`; PyTorch: `torch.flip`,
 * where the axes must be given.
 *
 * @throws ShapeError when an axis is out of range or repeated
 * @example
 * const x = zeros(['batch', 10])
 * flip(x, -1) // => [batch, 10]
 */
export function flip<S extends Shape, D extends DType, const A extends Axes = undefined>(
  x: Tensor<S, D>,
  axes?: AxesArgument<S, A, Flip<S, A>>,
): Tensor<S, D> {
  return record('flip', [x], { axes: axesAttribute(axes) }) as Tensor<S, D>
}

declare module '../tensor.js' {
  interface TensorMethods {
    /** flip: axes reversed. See `flip`. */
    flip<S extends Shape, D extends DType, const A extends Axes = undefined>(
      this: Tensor<S, D>,
      axes?: AxesArgument<S, A, Flip<S, A>>,
    ): Tensor<S, D>
  }
}

defineOperator<{ axes: number | readonly number[] | null }>({
  name: 'flip',
  infer: (operands, { axes }) => movedResult(operands, flipShape(operandShape(operands, 0), axes)),
  expand: (build, [x], { axes }) => flipAxes(build, x!, reduceAxes('flip', x!.shape, axes) as readonly number[]),
})
