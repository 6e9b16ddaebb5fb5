/** mean: the mean of the elements, over all axes or some. */
import type { DType } from '../../shapes/dtype.js'
import type { Float, FloatOperand } from '../../shapes/promotion.js'
import { reduce as reduceShape, reduceAxes, type Axes, type AxesArgument, type Reduce } from '../../shapes/reduce.js'
import type { Result } from '../../shapes/rule.js'
import type { Shape } from '../../shapes/shape.js'
import { defineOperator } from '../operator.js'
import { record } from '../record.js'
import type { Tensor } from '../tensor.js'
import { dividedBy } from './support/mean.js'
import { axesAttribute, reduceAlong, type ReduceAttributes } from './support/reduction.js'
import { elementCount, floatResult, operandShape } from './support/types.js'

/**
 * Σ x / n, n the number of elements summed (the mean of none is 0): without axes `[...]` → `[]`; with one axis or a
 * list of axes, those disappear, or stay with extent 1 when `keepDims` is true. Negative axes count from the end.
 * PyTorch: `torch.mean(x, dim, keepdim)`.
 *
 * @throws ShapeError when an axis is out of range or repeated
 * @example
 * const session = new Session()
 * const x = session.input([2, 3], [1, 2, 3, 4, 5, 6])
 * session.getValue(x.mean(0)) // => [2.5, 3.5, 4.5]
 * x.mean([0, 1], true) // => [1, 1]
 * x.mean() // => []
 */
export function mean<
  S extends Shape,
  D extends DType,
  const A extends Axes = undefined,
  const K extends boolean = false,
>(
  x: FloatOperand<'mean', D, Tensor<S, D>>,
  axes?: AxesArgument<S, A, Reduce<'mean', S, A, K>>,
  keepDims?: K,
): Tensor<Result<Reduce<'mean', S, A, K>>, Float<D>> {
  const attributes = { axes: axesAttribute(axes), keepDims: keepDims ?? false }
  return record('mean', [x], attributes) as Tensor<Result<Reduce<'mean', S, A, K>>, Float<D>>
}

declare module '../tensor.js' {
  interface TensorMethods {
    /** mean: the mean of the elements, over all axes or some. See `mean`. */
    mean<S extends Shape, D extends DType, const A extends Axes = undefined, const K extends boolean = false>(
      this: FloatOperand<'mean', D, Tensor<S, D>>,
      axes?: AxesArgument<S, A, Reduce<'mean', S, A, K>>,
      keepDims?: K,
    ): Tensor<Result<Reduce<'mean', S, A, K>>, Float<D>>
  }
}

defineOperator<ReduceAttributes>({
  name: 'mean',
  infer: (operands, { axes, keepDims }) =>
    floatResult('mean', operands, reduceShape('mean', operandShape(operands, 0), axes, keepDims)),
  expand(build, operands, { axes, keepDims }) {
    const x = operands[0]!
    const reduced = reduceAxes('mean', x.shape, axes) as readonly number[]
    const count = elementCount(reduced.map((axis) => x.shape[axis]!))
    return reduceAlong(build, 'sum', x, reduced, keepDims, dividedBy(count))
  },
})
