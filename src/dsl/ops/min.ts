/** min: the smallest element, over all axes or some. */
import type { DType } from '../../shapes/dtype.js'
import type { Float, FloatOperand } from '../../shapes/promotion.js'
import type { AxesArgument, Axes, Reduce } from '../../shapes/reduce.js'
import type { Result } from '../../shapes/rule.js'
import type { Shape } from '../../shapes/shape.js'
import { defineOperator } from '../operator.js'
import { record } from '../record.js'
import type { Tensor } from '../tensor.js'
import { axesAttribute, extremum, type ReduceAttributes } from './support/reduction.js'

/**
 * The smallest element: without axes `[...]` → `[]`; with one axis or a list of axes, those disappear, or stay with extent 1 when
 * `keepDims` is true. The first smallest element, in row-major order, gets the gradient; over nothing the result is 0. PyTorch:
 * `torch.amin`, which shares the gradient among equal elements. (`minimum` is the one of two tensors.)
 *
 * @throws ShapeError when an axis is out of range or repeated
 * @example
 * const x = zeros(['batch', 10])
 * min(x) // => []
 * min(x, -1, true) // => [batch, 1]
 */
export function min<
  S extends Shape,
  D extends DType,
  const A extends Axes = undefined,
  const K extends boolean = false,
>(
  x: FloatOperand<'min', D, Tensor<S, D>>,
  axes?: AxesArgument<S, A, Reduce<'min', S, A, K>>,
  keepDims?: K,
): Tensor<Result<Reduce<'min', S, A, K>>, Float<D>> {
  const attributes = { axes: axesAttribute(axes), keepDims: keepDims ?? false }
  return record('min', [x], attributes) as Tensor<Result<Reduce<'min', S, A, K>>, Float<D>>
}

declare module '../tensor.js' {
  interface TensorMethods {
    /** min: the smallest element, over all axes or some. See `min`. */
    min<S extends Shape, D extends DType, const A extends Axes = undefined, const K extends boolean = false>(
      this: FloatOperand<'min', D, Tensor<S, D>>,
      axes?: AxesArgument<S, A, Reduce<'min', S, A, K>>,
      keepDims?: K,
    ): Tensor<Result<Reduce<'min', S, A, K>>, Float<D>>
  }
}

defineOperator<ReduceAttributes>(extremum('min'))
