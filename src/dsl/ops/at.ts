/** at: positions and ranges of several axes, written as text. */
import { at as atShape, partsAt, type At } from '../../shapes/at.js'
import type { DType } from '../../shapes/dtype.js'
import type { Argument, Result } from '../../shapes/rule.js'
import type { Shape } from '../../shapes/shape.js'
import { read } from '../comprehension/expression.js'
import { plus, times } from '../comprehension/index-expression.js'
import { defineOperator } from '../operator.js'
import { map } from '../primitives/map.js'
import { record } from '../record.js'
import type { Tensor } from '../tensor.js'
import { movedResult, operandShape } from './support/types.js'

/**
 * What NumPy writes between brackets, as text: for each axis a position, whose axis disappears, or a range `start:end:step`
 * of which each may be left out; `...`, once, for the axes in between. Axes at the end may be left out. Numbers below 0 count
 * from the end, a step below 0 goes backwards. As in `slice`, a position outside the axis is an error, not clipped, and on a
 * named axis a step must divide the length of the range. NumPy and PyTorch: `x[1:-1, ..., 0]`.
 *
 * @throws ShapeError when a part of the text is none of these, there are more parts than axes, or an axis has no such position
 * @example
 * const x = zeros(['batch', 3, 28, 28])
 * at(x, '..., 2:-2, 2:-2') // => [batch, 3, 24, 24]
 * const session = new Session()
 * const y = session.input([2, 3], [1, 2, 3, 4, 5, 6])
 * session.getValue(y.at('-1, ::2')) // => [4, 6]
 */
export function at<S extends Shape, D extends DType, const Text extends string>(
  x: Tensor<S, D>,
  text: Argument<At<S, Text>, Text>,
): Tensor<Result<At<S, Text>>, D> {
  return record('at', [x], { text: text as string }) as Tensor<Result<At<S, Text>>, D>
}

declare module '../tensor.js' {
  interface TensorMethods {
    /** at: positions and ranges of several axes, written as text. See `at`. */
    at<S extends Shape, D extends DType, const Text extends string>(
      this: Tensor<S, D>,
      text: Argument<At<S, Text>, Text>,
    ): Tensor<Result<At<S, Text>>, D>
  }
}

defineOperator<{ text: string }>({
  name: 'at',
  infer: (operands, { text }) => movedResult(operands, atShape(operandShape(operands, 0), text)),
  expand(build, [x], { text }) {
    const parts = partsAt(x!.shape, text)
    if (typeof parts === 'string') throw new Error(parts)
    const { shape, dtype } = build.result
    return map(
      build,
      shape,
      (out) => {
        let axis = 0
        return read(
          x!,
          parts.map(({ start, step, count }) =>
            count === undefined ? (start as number) : plus(times(out[axis++]!, step), start as number),
          ),
        )
      },
      { dtype },
    )
  },
})
