/** take: entries of an axis, chosen when the program runs. */
import { axisIndex, type AxisCheck } from '../../shapes/axis.js'
import type { DType } from '../../shapes/dtype.js'
import { floats, integers, type FloatOperand, type IntegerOperand } from '../../shapes/promotion.js'
import { gather as gatherShape, type Gather } from '../../shapes/gather.js'
import type { Argument, Result } from '../../shapes/rule.js'
import type { Shape } from '../../shapes/shape.js'
import { defineOperator } from '../operator.js'
import { gatherAlong } from '../primitives/scatter.js'
import { record } from '../record.js'
import type { Tensor } from '../tensor.js'
import { floatResult, operandShape } from './support/types.js'

/**
 * y[a…, i…, b…] = x[a…, indices[i…], b…], with the index on `axis`, by default the first: x `[...before, n, ...after]`, integer
 * indices `[...]` of any rank → `[...before, ...indices, ...after]`. An index outside 0 … n − 1 gives 0 and no gradient;
 * repeated indices add their gradients. NumPy: `take`, which fails there and whose default is x flattened; PyTorch:
 * `index_select`. `gather` takes indices that are known already, `takeAlongAxis` one index for every element.
 *
 * @throws ShapeError when the axis is out of range or the indices are no integers
 * @example
 * const x = zeros(['batch', 10, 3])
 * const columns = input('columns', ['K', 2], 'i32')
 * take(x, columns, 1) // => [batch, K, 2, 3]
 * const session = new Session()
 * const y = session.input([2, 3], [1, 2, 3, 4, 5, 6])
 * session.getValue(y.take(constant([2, 0, 9], [3], 'i32'), -1)) // => [3, 1, 0, 6, 4, 0]
 */
export function take<
  S extends Shape,
  D extends DType,
  I extends Shape,
  const A extends number = 0,
  E extends DType = 'i32',
>(
  x: FloatOperand<'take', D, Tensor<S, D>>,
  // A scalar has no axis that could be left out.
  indices: IntegerOperand<'take', 'index', E, Argument<Gather<'take', S, 0, I>, Tensor<I, E>>>,
  axis?: Argument<AxisCheck<'take', S, A>, A>,
): Tensor<Result<Gather<'take', S, A, I>>, D> {
  const attributes = { axis: (axis as number | undefined) ?? 0 }
  return record('take', [x, indices], attributes) as Tensor<Result<Gather<'take', S, A, I>>, D>
}

declare module '../tensor.js' {
  interface TensorMethods {
    /** take: entries of an axis, chosen when the program runs. See `take`. */
    take<S extends Shape, D extends DType, I extends Shape, const A extends number = 0, E extends DType = 'i32'>(
      this: FloatOperand<'take', D, Tensor<S, D>>,
      indices: IntegerOperand<'take', 'index', E, Argument<Gather<'take', S, 0, I>, Tensor<I, E>>>,
      axis?: Argument<AxisCheck<'take', S, A>, A>,
    ): Tensor<Result<Gather<'take', S, A, I>>, D>
  }
}

defineOperator<{ axis: number }>({
  name: 'take',
  infer: (operands, { axis }) =>
    floats('take', [operands[0]!.dtype]) ??
    integers('take', 'index', operands[1]!.dtype) ??
    floatResult(
      'take',
      operands.slice(0, 1),
      gatherShape('take', operandShape(operands, 0), axis, operandShape(operands, 1)),
    ),
  expand: (build, [x, indices], { axis }) => gatherAlong(build, x!, axisIndex(x!.shape, axis)!, indices!),
})
