/** squeeze: axes of size 1 dropped. */
import type { DType } from '../../shapes/dtype.js'
import type { Axes } from '../../shapes/reduce.js'
import type { Result } from '../../shapes/rule.js'
import type { Shape } from '../../shapes/shape.js'
import { squeeze as squeezeShape, squeezeAxes, type Squeeze, type SqueezeArgument } from '../../shapes/squeeze.js'
import { defineOperator } from '../operator.js'
import { reshapeTo } from '../primitives/movement.js'
import { record } from '../record.js'
import type { Tensor } from '../tensor.js'
import { movedResult, operandShape } from './support/types.js'

/**
 * x without an axis of size 1, several, or every axis that is the number 1: `[1, n, 1]` → `[n]`. A named axis is never dropped.
 * PyTorch: `torch.squeeze`, which leaves an axis of another size where it is; NumPy: `squeeze`, an error there as here.
 *
 * @throws ShapeError when an axis is out of range, repeated or not of size 1
 * @example
 * const x = zeros(['batch', 1, 10, 1])
 * squeeze(x) // => [batch, 10]
 * squeeze(x, -1) // => [batch, 1, 10]
 */
export function squeeze<S extends Shape, D extends DType, const A extends Axes = undefined>(
  x: Tensor<S, D>,
  axes?: SqueezeArgument<S, A>,
): Tensor<Result<Squeeze<S, A>>, D> {
  return record('squeeze', [x], { axes: written(x, axes) }) as Tensor<Result<Squeeze<S, A>>, D>
}

/** "Every axis that is 1" is decided here, where names are still names: no binding may change the rank. */
function written(x: unknown, axes: unknown): number | readonly number[] {
  const given = axes as Axes
  if (given !== undefined && given !== null) return given
  return squeezeAxes((x as Partial<Tensor>).shape ?? []) as readonly number[]
}

declare module '../tensor.js' {
  interface TensorMethods {
    /** squeeze: axes of size 1 dropped. See `squeeze`. */
    squeeze<S extends Shape, D extends DType, const A extends Axes = undefined>(
      this: Tensor<S, D>,
      axes?: SqueezeArgument<S, A>,
    ): Tensor<Result<Squeeze<S, A>>, D>
  }
}

defineOperator<{ axes: number | readonly number[] }>({
  name: 'squeeze',
  infer: (operands, { axes }) => movedResult(operands, squeezeShape(operandShape(operands, 0), axes)),
  expand: (build, [x]) => reshapeTo(build, x!, build.result.shape),
})
