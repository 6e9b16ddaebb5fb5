/** slice: a range of one axis. */
import type { AxisCheck } from '../../shapes/axis.js'
import type { DType } from '../../shapes/dtype.js'
import type { Argument, Result } from '../../shapes/rule.js'
import type { Shape } from '../../shapes/shape.js'
import { slice as sliceShape, slicePositions, type Slice } from '../../shapes/slice.js'
import { defineOperator } from '../operator.js'
import { sliceAxis } from '../primitives/movement.js'
import { record } from '../record.js'
import type { Tensor } from '../tensor.js'
import { movedResult, operandShape } from './support/types.js'

/**
 * Positions `start` up to but not including `end` of one axis; negative positions count from the end, and what is left out
 * means from the start, to the end. NumPy: `x[start:end]`, but a position outside the axis is an error, not clipped.
 *
 * @throws ShapeError when the axis or a position is out of range, or start is after end
 * @example
 * const x = zeros([32, 10])
 * slice(x, 0, 1, -1) // => [30, 10]
 */
export function slice<
  S extends Shape,
  D extends DType,
  const A extends number,
  const Start extends number | undefined = undefined,
  const End extends number | undefined = undefined,
>(
  x: Tensor<S, D>,
  axis: Argument<AxisCheck<'slice', S, A>, A>,
  start?: Argument<Slice<S, A, Start>, Start>,
  end?: Argument<Slice<S, A, Start, End>, End>,
): Tensor<Result<Slice<S, A, Start, End>>, D> {
  const attributes = { axis: axis as number, start: position(start), end: position(end) }
  return record('slice', [x], attributes) as Tensor<Result<Slice<S, A, Start, End>>, D>
}

/** The attribute of a position, which its type has already judged. */
const position = (at: unknown): number | null => (at as number | undefined) ?? null

declare module '../tensor.js' {
  interface Tensor<out S extends Shape, out D extends DType> {
    /** slice: a range of one axis. See `slice`. */
    slice<
      S extends Shape,
      D extends DType,
      const A extends number,
      const Start extends number | undefined = undefined,
      const End extends number | undefined = undefined,
    >(
      this: Tensor<S, D>,
      axis: Argument<AxisCheck<'slice', S, A>, A>,
      start?: Argument<Slice<S, A, Start>, Start>,
      end?: Argument<Slice<S, A, Start, End>, End>,
    ): Tensor<Result<Slice<S, A, Start, End>>, D>
  }
}

defineOperator<{ axis: number; start: number | null; end: number | null }>({
  name: 'slice',
  infer: (operands, { axis, start, end }) =>
    movedResult(operands, sliceShape(operandShape(operands, 0), axis, start ?? undefined, end ?? undefined)),
  expand(build, [x], { axis, start, end }) {
    const range = slicePositions(x!.shape, axis, start ?? undefined, end ?? undefined)
    if (typeof range === 'string') throw new Error(range)
    return sliceAxis(build, x!, range.axis, range.start as number, build.result.shape[range.axis]!)
  },
})
