/** select: one position of an axis. */
import { axisIndex, type AxisCheck } from '../../shapes/axis.js'
import type { DType } from '../../shapes/dtype.js'
import type { Argument, Result } from '../../shapes/rule.js'
import { select as selectShape, type Select } from '../../shapes/select.js'
import type { Shape } from '../../shapes/shape.js'
import { read } from '../comprehension/expression.js'
import { defineOperator } from '../operator.js'
import { map } from '../primitives/map.js'
import { record } from '../record.js'
import type { Tensor } from '../tensor.js'
import { movedResult, operandShape } from './support/types.js'

/**
 * x at one position of an axis, which disappears: `[n, ...]` → `[...]`. The index is part of the graph; negative ones count from
 * the end. PyTorch: `torch.select`; NumPy: `x[index]`.
 *
 * @throws ShapeError when the axis or the index is out of range
 * @example
 * const x = zeros(['batch', 'T', 10])
 * select(x, 1, -1) // => [batch, 10]
 */
export function select<S extends Shape, D extends DType, const A extends number, const I extends number>(
  x: Tensor<S, D>,
  axis: Argument<AxisCheck<'select', S, A>, A>,
  index: Argument<Select<S, A, I>, I>,
): Tensor<Result<Select<S, A, I>>, D> {
  const attributes = { axis: axis as number, index: index as number }
  return record('select', [x], attributes) as Tensor<Result<Select<S, A, I>>, D>
}

declare module '../tensor.js' {
  interface TensorMethods {
    /** select: one position of an axis. See `select`. */
    select<S extends Shape, D extends DType, const A extends number, const I extends number>(
      this: Tensor<S, D>,
      axis: Argument<AxisCheck<'select', S, A>, A>,
      index: Argument<Select<S, A, I>, I>,
    ): Tensor<Result<Select<S, A, I>>, D>
  }
}

defineOperator<{ axis: number; index: number }>({
  name: 'select',
  infer: (operands, { axis, index }) => movedResult(operands, selectShape(operandShape(operands, 0), axis, index)),
  expand(build, [x], { axis: written, index }) {
    const axis = axisIndex(x!.shape, written)!
    const at = index < 0 ? index + x!.shape[axis]! : index
    const { shape, dtype } = build.result
    return map(build, shape, (out) => read(x!, [...out.slice(0, axis), at, ...out.slice(axis)]), { dtype })
  },
})
