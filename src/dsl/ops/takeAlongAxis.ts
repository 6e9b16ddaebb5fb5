/** takeAlongAxis: for every element of the indices, one element along an axis. */
import { axisIndex, type AxisCheck } from '../../shapes/axis.js'
import { alongAxis, type AlongAxis, type AlongAxisIndices } from '../../shapes/along-axis.js'
import type { DType } from '../../shapes/dtype.js'
import { floats, integers, type FloatOperand, type IntegerOperand } from '../../shapes/promotion.js'
import type { Argument, Result } from '../../shapes/rule.js'
import type { Shape } from '../../shapes/shape.js'
import { read, select } from '../comprehension/expression.js'
import { within } from '../comprehension/guards.js'
import { lookup } from '../comprehension/index-expression.js'
import { defineOperator } from '../operator.js'
import { map } from '../primitives/map.js'
import { record } from '../record.js'
import type { Tensor } from '../tensor.js'
import { floatResult, operandShape } from './support/types.js'

/**
 * y[…, i, …] = x[…, indices[…, i, …], …], with the index on `axis`: x `[..., n, ...]`, integer indices `[..., k, ...]` →
 * `[..., k, ...]`. An index outside 0 … n − 1 gives 0 and no gradient; repeated indices add their gradients. NumPy:
 * `take_along_axis`; PyTorch: `gather(axis, indices)`, which fails there; ONNX: GatherElements. Its adjoint is
 * `scatterAddAlongAxis`.
 *
 * @throws ShapeError when the axis is out of range or the indices do not fit x on another axis
 * @example
 * const session = new Session()
 * const x = session.input([2, 3], [1, 2, 3, 4, 5, 6])
 * const last = constant([2, 0, 1, 9], [2, 2], 'i32')
 * session.getValue(takeAlongAxis(x, last, 1)) // => [3, 1, 5, 0]
 */
export function takeAlongAxis<
  S extends Shape,
  D extends DType,
  I extends Shape,
  const A extends number,
  E extends DType = 'i32',
>(
  x: FloatOperand<'takeAlongAxis', D, Tensor<S, D>>,
  indices: IntegerOperand<
    'takeAlongAxis',
    'index',
    E,
    Argument<AlongAxisIndices<'takeAlongAxis', S, A, I>, Tensor<I, E>>
  >,
  axis: Argument<AxisCheck<'takeAlongAxis', S, A>, A>,
): Tensor<Result<AlongAxis<'takeAlongAxis', S, A, I>>, D> {
  return record('takeAlongAxis', [x, indices], { axis: axis as number }) as Tensor<
    Result<AlongAxis<'takeAlongAxis', S, A, I>>,
    D
  >
}

declare module '../tensor.js' {
  interface TensorMethods {
    /** takeAlongAxis: for every element of the indices, one element along an axis. See `takeAlongAxis`. */
    takeAlongAxis<S extends Shape, D extends DType, I extends Shape, const A extends number, E extends DType = 'i32'>(
      this: FloatOperand<'takeAlongAxis', D, Tensor<S, D>>,
      indices: IntegerOperand<
        'takeAlongAxis',
        'index',
        E,
        Argument<AlongAxisIndices<'takeAlongAxis', S, A, I>, Tensor<I, E>>
      >,
      axis: Argument<AxisCheck<'takeAlongAxis', S, A>, A>,
    ): Tensor<Result<AlongAxis<'takeAlongAxis', S, A, I>>, D>
  }
}

defineOperator<{ axis: number }>({
  name: 'takeAlongAxis',
  infer: (operands, { axis }) =>
    floats('takeAlongAxis', [operands[0]!.dtype]) ??
    integers('takeAlongAxis', 'index', operands[1]!.dtype) ??
    floatResult(
      'takeAlongAxis',
      operands.slice(0, 1),
      alongAxis('takeAlongAxis', operandShape(operands, 0), axis, operandShape(operands, 1)),
    ),
  expand(build, operands, attributes) {
    const [x, indices] = [operands[0]!, operands[1]!]
    const axis = axisIndex(x.shape, attributes.axis)!
    return map(build, indices.shape, (out) => {
      const at = lookup(indices, out)
      return select(within(at, x.shape[axis]!), read(x, [...out.slice(0, axis), at, ...out.slice(axis + 1)]))
    })
  },
})
