/** TorchLean's names for sums of products and along axes. In: operands in its order. Out: tensors. */
import type { FloatDType } from '../../shapes/dtype.js'
import type { Reduce } from '../../shapes/reduce.js'
import type { Argument, Result } from '../../shapes/rule.js'
import type { Dim, Shape } from '../../shapes/shape.js'
import { record } from '../record.js'
import type { Tensor } from '../tensor.js'
import { checkRank } from './rank.js'

/**
 * W·x + b for one vector: weight `[out, in]`, bias `[out]`, x `[in]` → `[out]`. Here: `linear(x, w, b)`, of any leading axes.
 *
 * @throws ShapeError when the shapes do not fit
 * @example
 * torchlean.linear(ones([3, 4]), zeros([3]), ones([4])) // => [3]
 */
export const linear = <O extends Dim, I extends Dim, D extends FloatDType>(
  weight: Tensor<[O, I], D>,
  bias: Tensor<[NoInfer<O>], NoInfer<D>>,
  x: Tensor<[NoInfer<I>], NoInfer<D>>,
): Tensor<[O], D> => {
  checkRank('linear', x, 1)
  return record('linear', [x, weight, bias]) as Tensor<[O], D>
}

/**
 * The sum along one axis, which disappears. Here: `sum(x, axis)`.
 *
 * @throws ShapeError when the axis is out of range
 * @example
 * torchlean.reduceSum(zeros([2, 3]), 1) // => [2]
 */
export const reduceSum = <S extends Shape, D extends FloatDType, const A extends number>(
  x: Tensor<S, D>,
  axis: Argument<Reduce<'sum', S, A, false>, A>,
): Tensor<Result<Reduce<'sum', S, A, false>>, D> =>
  record('sum', [x], { axes: axis as number, keepDims: false }) as Tensor<Result<Reduce<'sum', S, A, false>>, D>

/**
 * The mean along one axis, which disappears. Here: `mean(x, axis)`.
 *
 * @throws ShapeError when the axis is out of range
 * @example
 * torchlean.reduceMean(zeros([2, 3]), 0) // => [3]
 */
export const reduceMean = <S extends Shape, D extends FloatDType, const A extends number>(
  x: Tensor<S, D>,
  axis: Argument<Reduce<'mean', S, A, false>, A>,
): Tensor<Result<Reduce<'mean', S, A, false>>, D> =>
  record('mean', [x], { axes: axis as number, keepDims: false }) as Tensor<Result<Reduce<'mean', S, A, false>>, D>
