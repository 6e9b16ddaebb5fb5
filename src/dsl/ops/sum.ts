/** sum: the sum of the elements, over all axes or some. */
import type { DType } from '../../shapes/dtype.js'
import type { Float, FloatOperand } from '../../shapes/promotion.js'
import { reduce as reduceShape, reduceAxes, type Axes, type AxesArgument, type Reduce } from '../../shapes/reduce.js'
import type { Result } from '../../shapes/rule.js'
import type { Shape } from '../../shapes/shape.js'
import { defineOperator } from '../operator.js'
import { record } from '../record.js'
import type { Tensor } from '../tensor.js'
import { axesAttribute, reduceAlong, type ReduceAttributes } from './support/reduction.js'
import { floatResult, operandShape } from './support/types.js'

/**
 * Σ x: without axes `[...]` → `[]`; with one axis or a
 * list of axes, those disappear, or stay with extent 1 when `keepDims` is true. Negative axes count from the end.
 * PyTorch: `torch.sum(x, dim, keepdim)`.
 *
 * @throws ShapeError when an axis is out of range or repeated
 * @example
 * const session = new Session()
 * const x = session.input([2, 3], [1, 2, 3, 4, 5, 6])
 * session.getValue(x.sum(1)) // => [6, 15]
 * x.sum(1, true) // => [2, 1]
 * x.sum() // => []
 */
export function sum<
  S extends Shape,
  D extends DType,
  const A extends Axes = undefined,
  const K extends boolean = false,
>(
  x: FloatOperand<'sum', D, Tensor<S, D>>,
  axes?: AxesArgument<S, A, Reduce<'sum', S, A, K>>,
  keepDims?: K,
): Tensor<Result<Reduce<'sum', S, A, K>>, Float<D>> {
  const attributes = { axes: axesAttribute(axes), keepDims: keepDims ?? false }
  return record('sum', [x], attributes) as Tensor<Result<Reduce<'sum', S, A, K>>, Float<D>>
}

declare module '../tensor.js' {
  interface TensorMethods {
    /** sum: the sum of the elements, over all axes or some. See `sum`. */
    sum<S extends Shape, D extends DType, const A extends Axes = undefined, const K extends boolean = false>(
      this: FloatOperand<'sum', D, Tensor<S, D>>,
      axes?: AxesArgument<S, A, Reduce<'sum', S, A, K>>,
      keepDims?: K,
    ): Tensor<Result<Reduce<'sum', S, A, K>>, Float<D>>
  }
}

defineOperator<ReduceAttributes>({
  name: 'sum',
  infer: (operands, { axes, keepDims }) =>
    floatResult('sum', operands, reduceShape('sum', operandShape(operands, 0), axes, keepDims)),
  expand(build, operands, { axes, keepDims }) {
    const x = operands[0]!
    const reduced = reduceAxes('sum', x.shape, axes) as readonly number[]
    return reduceAlong(build, 'sum', x, reduced, keepDims)
  },
})
