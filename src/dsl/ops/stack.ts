/** stack: tensors of one shape joined along a new axis. */
import { axisIndex } from '../../shapes/axis.js'
import type { DType } from '../../shapes/dtype.js'
import type { Argument, Result } from '../../shapes/rule.js'
import type { Shape } from '../../shapes/shape.js'
import { stack as stackShape, type Stack, type StackMarked } from '../../shapes/stack.js'
import { defineOperator } from '../operator.js'
import { reshapeTo } from '../primitives/movement.js'
import { record } from '../record.js'
import type { Tensor } from '../tensor.js'
import { joinAlong, joinedResult, type MarkedTensors, type SameTensors, type ShapesOf } from './support/lists.js'

type StackArgument<L extends readonly Tensor<Shape, DType>[], A extends number> =
  [Stack<ShapesOf<L>, A>] extends [string] ?
    L extends readonly [] ?
      Stack<L, A>
    : MarkedTensors<L, StackMarked<ShapesOf<L>, A>>
  : SameTensors<'stack', L>

/**
 * Tensors of one shape and element type along a new axis, by default in front: k of `[...]` → `[k, ...]`. Negative axes count
 * from the end of the result. PyTorch: `torch.stack`.
 *
 * @throws ShapeError when shapes differ (in types: at the tensor that differs), none are given, or the axis is out of range
 * @example
 * const a = zeros(['batch', 10])
 * const b = ones(['batch', 10])
 * stack([a, b]) // => [2, batch, 10]
 * stack([a, b], -1) // => [batch, 10, 2]
 */
export function stack<const L extends readonly Tensor<Shape, DType>[], const A extends number = 0>(
  tensors: StackArgument<L, A>,
  axis?: Argument<Stack<ShapesOf<L>, A>, A>,
): Tensor<Result<Stack<ShapesOf<L>, A>>, L[0]['dtype']> {
  // The parameter's type is the list itself, or the sentence that stopped the compiler.
  const list = tensors as unknown as L
  return record('stack', list, { axis: (axis as number | undefined) ?? 0 }) as Tensor<
    Result<Stack<ShapesOf<L>, A>>,
    L[0]['dtype']
  >
}

defineOperator<{ axis: number }>({
  name: 'stack',
  infer: (operands, { axis }) =>
    joinedResult(
      'stack',
      operands,
      stackShape(
        operands.map((operand) => operand.shape),
        axis,
      ),
    ),
  expand(build, operands, { axis: written }) {
    const axis = axisIndex(build.result.shape, written)!
    const part = build.result.shape.map((extent, i) => (i === axis ? 1 : extent))
    return joinAlong(
      build,
      operands.map((operand) => reshapeTo(build, operand, part)),
      axis,
    )
  },
})
