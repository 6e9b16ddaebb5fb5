/** moveaxis: axes moved to other places. */
import type { DType } from '../../shapes/dtype.js'
import { movedAxes, moveaxis as moveaxisShape, type Moveaxis, type SomeAxes } from '../../shapes/moveaxis.js'
import type { AxesArgument, Reduce } from '../../shapes/reduce.js'
import type { Result } from '../../shapes/rule.js'
import type { Shape } from '../../shapes/shape.js'
import { defineOperator } from '../operator.js'
import { permuteBy } from '../primitives/movement.js'
import { record } from '../record.js'
import type { Tensor } from '../tensor.js'
import { movedResult, operandShape } from './support/types.js'

/**
 * x with axis `source` at `destination` of the result, one or lists of one length; the other axes keep their order. NumPy:
 * `moveaxis`; PyTorch: `torch.movedim`.
 *
 * @throws ShapeError when an axis is out of range or repeated, or the lists differ in length
 * @example
 * const image = zeros(['batch', 3, 8, 6])
 * moveaxis(image, 1, -1) // => [batch, 8, 6, 3]
 */
export function moveaxis<S extends Shape, D extends DType, const A extends SomeAxes, const B extends SomeAxes>(
  x: Tensor<S, D>,
  source: AxesArgument<S, A, Reduce<'moveaxis', S, A>>,
  destination: AxesArgument<S, B, Moveaxis<S, A, B>>,
): Tensor<Result<Moveaxis<S, A, B>>, D> {
  const attributes = { source: source as SomeAxes, destination: destination as SomeAxes }
  return record('moveaxis', [x], attributes) as Tensor<Result<Moveaxis<S, A, B>>, D>
}

declare module '../tensor.js' {
  interface TensorMethods {
    /** moveaxis: axes moved to other places. See `moveaxis`. */
    moveaxis<S extends Shape, D extends DType, const A extends SomeAxes, const B extends SomeAxes>(
      this: Tensor<S, D>,
      source: AxesArgument<S, A, Reduce<'moveaxis', S, A>>,
      destination: AxesArgument<S, B, Moveaxis<S, A, B>>,
    ): Tensor<Result<Moveaxis<S, A, B>>, D>
  }
}

defineOperator<{ source: SomeAxes; destination: SomeAxes }>({
  name: 'moveaxis',
  infer: (operands, { source, destination }) =>
    movedResult(operands, moveaxisShape(operandShape(operands, 0), source, destination)),
  expand: (build, [x], { source, destination }) =>
    permuteBy(build, x!, movedAxes(x!.shape, source, destination) as readonly number[]),
})
