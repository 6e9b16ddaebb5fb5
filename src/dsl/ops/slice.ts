/** slice: a range of one axis. */
import type { AxisCheck } from '../../shapes/axis.js'
import type { DType } from '../../shapes/dtype.js'
import type { Argument, Result } from '../../shapes/rule.js'
import type { Shape } from '../../shapes/shape.js'
import { slice as sliceShape, slicePositions, type Direction, type Slice } from '../../shapes/slice.js'
import { defineOperator } from '../operator.js'
import { sliceAxis } from '../primitives/movement.js'
import { record } from '../record.js'
import type { Tensor } from '../tensor.js'
import { movedResult, operandShape } from './support/types.js'

/**
 * Positions `start` up to but not including `end` of one axis, every `step`-th of them; negative positions count from the
 * end, and what is left out means from the start, to the end, each. A negative step goes backwards, from the end to the start.
 * NumPy: `x[start:end:step]`, but a position outside the axis is an error, not clipped. On a named axis a step must divide
 * the length of the range. `at` takes a text for several axes, as NumPy writes it.
 *
 * @throws ShapeError when the axis or a position is out of range, start is on the wrong side of end, or the step is 0
 * @example
 * const x = zeros([32, 10])
 * slice(x, 0, 1, -1) // => [30, 10]
 * const session = new Session()
 * const y = session.input([5], [0, 1, 2, 3, 4])
 * session.getValue(y.slice(0, -1, 0, -2)) // => [4, 2]
 */
export function slice<
  S extends Shape,
  D extends DType,
  const A extends number,
  const Start extends number | undefined = undefined,
  const End extends number | undefined = undefined,
  const Step extends number | undefined = undefined,
>(
  x: Tensor<S, D>,
  axis: Argument<AxisCheck<'slice', S, A>, A>,
  start?: Argument<Slice<S, A, Start, undefined, Direction<Step>>, Start>,
  end?: Argument<Slice<S, A, Start, End, Direction<Step>>, End>,
  step?: Argument<Slice<S, A, Start, End, Step>, Step>,
): Tensor<Result<Slice<S, A, Start, End, Step>>, D> {
  const attributes = { axis: axis as number, start: position(start), end: position(end), step: position(step) ?? 1 }
  return record('slice', [x], attributes) as Tensor<Result<Slice<S, A, Start, End, Step>>, D>
}

/** The attribute of a position, which its type has already judged. */
const position = (at: unknown): number | null => (at as number | undefined) ?? null

declare module '../tensor.js' {
  interface TensorMethods {
    /** slice: a range of one axis. See `slice`. */
    slice<
      S extends Shape,
      D extends DType,
      const A extends number,
      const Start extends number | undefined = undefined,
      const End extends number | undefined = undefined,
      const Step extends number | undefined = undefined,
    >(
      this: Tensor<S, D>,
      axis: Argument<AxisCheck<'slice', S, A>, A>,
      start?: Argument<Slice<S, A, Start, undefined, Direction<Step>>, Start>,
      end?: Argument<Slice<S, A, Start, End, Direction<Step>>, End>,
      step?: Argument<Slice<S, A, Start, End, Step>, Step>,
    ): Tensor<Result<Slice<S, A, Start, End, Step>>, D>
  }
}

defineOperator<{ axis: number; start: number | null; end: number | null; step?: number }>({
  name: 'slice',
  infer: (operands, { axis, start, end, step }) =>
    movedResult(operands, sliceShape(operandShape(operands, 0), axis, start ?? undefined, end ?? undefined, step)),
  expand(build, [x], { axis, start, end, step }) {
    const range = slicePositions(x!.shape, axis, start ?? undefined, end ?? undefined, step)
    if (typeof range === 'string') throw new Error(range)
    return sliceAxis(build, x!, range.axis, range.start as number, range.count as number, range.step)
  },
})
