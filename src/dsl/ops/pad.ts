/** pad: cells put around a tensor. */
import type { DType } from '../../shapes/dtype.js'
import { pad as padShape, type Pad, type PadArgument, type PadWidths } from '../../shapes/pad.js'
import type { Result } from '../../shapes/rule.js'
import type { Shape } from '../../shapes/shape.js'
import { isFloat } from '../../shapes/dtype.js'
import { constant, read, select } from '../comprehension/expression.js'
import { within } from '../comprehension/guards.js'
import { minus } from '../comprehension/index-expression.js'
import { defineOperator } from '../operator.js'
import { map } from '../primitives/map.js'
import { record } from '../record.js'
import type { Tensor } from '../tensor.js'
import { movedResult, operandShape } from './support/types.js'

/**
 * x with cells of one value, by default 0, before and after along each axis: one pair `[before, after]` for each axis. NumPy:
 * `pad(x, widths)`; PyTorch: `F.pad`, which takes the pairs flat and from the last axis. The value is exact: 0.1 is 1/10.
 *
 * @throws ShapeError when there is not one pair for each axis, a width is not whole (in types: at that width), or the value is
 * not finite or does not suit the element type
 * @example
 * const x = zeros(['batch', 10])
 * pad(x, [[0, 0], [1, 2]]) // => [batch, 13]
 */
export function pad<S extends Shape, D extends DType, const W extends PadWidths>(
  x: Tensor<S, D>,
  widths: PadArgument<S, W>,
  value = 0,
): Tensor<Result<Pad<S, W>>, D> {
  return record('pad', [x], { widths: widths as PadWidths, value }) as Tensor<Result<Pad<S, W>>, D>
}

declare module '../tensor.js' {
  interface TensorMethods {
    /** pad: cells put around a tensor. See `pad`. */
    pad<S extends Shape, D extends DType, const W extends PadWidths>(
      this: Tensor<S, D>,
      widths: PadArgument<S, W>,
      value?: number,
    ): Tensor<Result<Pad<S, W>>, D>
  }
}

defineOperator<{ widths: PadWidths; value: number }>({
  name: 'pad',
  infer(operands, { widths, value }) {
    const result = movedResult(operands, padShape(operandShape(operands, 0), widths))
    if (typeof result === 'string') return result
    if (!Number.isFinite(value)) return `pad: value ${value} is not a finite number`
    return isFloat(result.dtype) || Number.isInteger(value) ?
        result
      : `pad: value ${value} is not a whole number, the operand is ${result.dtype}`
  },
  expand: (build, [x], { widths, value }) =>
    map(
      build,
      build.result.shape,
      (out) => {
        const at = out.map((i, axis) => minus(i, widths[axis]![0]))
        const inside = at.flatMap((i, axis) => within(i, x!.shape[axis]!))
        return select(inside, read(x!, at), constant(value))
      },
      { dtype: build.result.dtype },
    ),
})
