/** concat: tensors joined along an axis. */
import { axisIndex } from '../../shapes/axis.js'
import { concat as concatShape, type Concat, type ConcatAxis, type ConcatMarked } from '../../shapes/concat.js'
import type { DType } from '../../shapes/dtype.js'
import type { Argument, Late, Result } from '../../shapes/rule.js'
import type { Shape } from '../../shapes/shape.js'
import { defineOperator } from '../operator.js'
import { record } from '../record.js'
import type { Tensor } from '../tensor.js'
import { joinAlong, joinedResult, type MarkedTensors, type SameTensors, type ShapesOf } from './support/lists.js'

type ConcatArgument<L extends readonly Tensor<Shape, DType>[], A extends number> =
  [Concat<ShapesOf<L>, A>] extends [string] ?
    ConcatMarked<ShapesOf<L>, A> extends ShapesOf<L> ?
      ConcatAxis<ShapesOf<L>, A> extends string ?
        L
      : Late<Concat<ShapesOf<L>, A>>
    : MarkedTensors<L, ConcatMarked<ShapesOf<L>, A>>
  : SameTensors<'concat', L>

/**
 * Tensors of one rank and element type, equal except along one axis, one after the other along that axis, by default 0.
 * PyTorch: `torch.cat`.
 *
 * @throws ShapeError when ranks or other axes differ (in types: at the tensor that does not fit), none are given, or the axis is
 * out of range
 * @example
 * const a = zeros([32, 10])
 * const b = ones([32, 6])
 * concat([a, b], 1) // => [32, 16]
 */
export function concat<const L extends readonly Tensor<Shape, DType>[], const A extends number = 0>(
  tensors: ConcatArgument<L, A>,
  axis?: Argument<ConcatAxis<ShapesOf<L>, A>, A>,
): Tensor<Result<Concat<ShapesOf<L>, A>>, L[0]['dtype']> {
  // The parameter's type is the list itself, or the sentence that stopped the compiler.
  const list = tensors as unknown as L
  return record('concat', list, { axis: (axis as number | undefined) ?? 0 }) as Tensor<
    Result<Concat<ShapesOf<L>, A>>,
    L[0]['dtype']
  >
}

defineOperator<{ axis: number }>({
  name: 'concat',
  infer: (operands, { axis }) =>
    joinedResult(
      'concat',
      operands,
      concatShape(
        operands.map((operand) => operand.shape),
        axis,
      ),
    ),
  expand(build, operands, { axis: written }) {
    const axis = axisIndex(operands[0]!.shape, written)!
    const parts = operands.filter((part) => part.shape[axis] !== 0)
    return parts.length === 0 ? operands[0]! : joinAlong(build, parts, axis)
  },
})
