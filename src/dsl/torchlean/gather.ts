/** TorchLean's names for gathers and scatters. In: operands in its order. Out: tensors. */
import type { DType, FloatDType } from '../../shapes/dtype.js'
import { ShapeError, type Argument } from '../../shapes/rule.js'
import type { ScatterIndex, ScatterRow } from '../../shapes/scatter.js'
import type { Select } from '../../shapes/select.js'
import type { Dim, Shape } from '../../shapes/shape.js'
import { record, source } from '../record.js'
import { captureSite } from '../site.js'
import type { AnyTensor, Tensor } from '../tensor.js'
import { checkRank } from './rank.js'

const selected = (operator: string, x: AnyTensor, rank: number, index: unknown): AnyTensor => {
  checkRank(operator, x, rank)
  return record('select', [x], { axis: 0, index: index as number })
}

/**
 * x[index] of a vector, the index bounded by the type. Here: `select(x, 0, index)`.
 *
 * @throws ShapeError when the index is out of range
 * @example
 * torchlean.gatherScalar(zeros([4]), 3) // => []
 */
export const gatherScalar = <N extends Dim, D extends DType, const I extends number>(
  x: Tensor<[N], D>,
  index: Argument<Select<[N], 0, I>, I>,
): Tensor<[], D> => selected('gatherScalar', x, 1, index) as Tensor<[], D>

/**
 * x[index, :] of a matrix, the index bounded by the type. Here: `select(x, 0, index)`.
 *
 * @throws ShapeError when the index is out of range
 * @example
 * torchlean.gatherRow(zeros([4, 2]), 3) // => [2]
 */
export const gatherRow = <R extends Dim, C extends Dim, D extends DType, const I extends number>(
  x: Tensor<[R, C], D>,
  index: Argument<Select<[R, C], 0, I>, I>,
): Tensor<[C], D> => selected('gatherRow', x, 2, index) as Tensor<[C], D>

/** Rows at natural numbers that are fixed when recorded; one that is out of range gives zeros and no gradient. */
function rowsAt(operator: string, x: AnyTensor, rank: number, values: readonly number[], shape: Shape): AnyTensor {
  checkRank(operator, x, rank)
  const wrong = values.find((value) => !Number.isSafeInteger(value) || value < 0)
  if (wrong !== undefined) throw new ShapeError(`${operator}: index ${wrong} is not a natural number`, captureSite())
  return record('gatherRows', [x, source('constant', { shape, dtype: 'i32', values: [...values] })])
}

/**
 * x[index] of a vector, or 0 without gradient when there is no such element. Here: `gatherRows(x, constant([i], [], 'i32'))`.
 *
 * @throws ShapeError when the index is no natural number
 * @example
 * torchlean.gatherScalarNat(ones([4]), 9) // => []
 */
export const gatherScalarNat = <N extends Dim, D extends FloatDType>(x: Tensor<[N], D>, index: number): Tensor<[], D> =>
  rowsAt('gatherScalarNat', x, 1, [index], []) as Tensor<[], D>

/**
 * x[indices] of a vector; out of range 0 without gradient, repeated ones add their gradients. Here: `gatherRows`.
 *
 * @throws ShapeError when an index is no natural number
 * @example
 * torchlean.gatherVecNat(ones([4]), [1, 1, 9]) // => [3]
 */
export const gatherVecNat = <N extends Dim, D extends FloatDType, const I extends readonly number[]>(
  x: Tensor<[N], D>,
  indices: I,
): Tensor<[I['length']], D> => rowsAt('gatherVecNat', x, 1, indices, [indices.length]) as Tensor<[I['length']], D>

/**
 * x[indices, :] of a matrix; out of range rows of zeros without gradient, repeated ones add their gradients. Here: `gatherRows`.
 *
 * @throws ShapeError when an index is no natural number
 * @example
 * torchlean.gatherRowsNat(ones([4, 2]), [1, 9, 0]) // => [3, 2]
 */
export const gatherRowsNat = <R extends Dim, C extends Dim, D extends FloatDType, const I extends readonly number[]>(
  x: Tensor<[R, C], D>,
  indices: I,
): Tensor<[I['length'], C], D> =>
  rowsAt('gatherRowsNat', x, 2, indices, [indices.length]) as Tensor<[I['length'], C], D>

/**
 * A copy of x with x[index] + v: x `[n]`, v `[]` → `[n]`. Here: `scatterAdd(x, index, v)`.
 *
 * @throws ShapeError when the index is out of range
 * @example
 * torchlean.scatterAddVec(zeros([4]), ones([]), 2) // => [4]
 */
export const scatterAddVec = <N extends Dim, D extends FloatDType, const I extends number>(
  x: Tensor<[N], D>,
  v: Tensor<[], NoInfer<D>>,
  index: Argument<ScatterIndex<[N], I>, I>,
): Tensor<[N], D> => record('scatterAdd', [x, v], { index: index as number }) as Tensor<[N], D>

/**
 * A copy of x with x[index, :] + v: x `[r, c]`, v `[c]` → `[r, c]`. Here: `scatterAdd(x, index, v)`.
 *
 * @throws ShapeError when the index is out of range or the row does not fit
 * @example
 * torchlean.scatterAddRow(zeros([4, 2]), ones([2]), 3) // => [4, 2]
 */
export const scatterAddRow = <
  R extends Dim,
  C extends Dim,
  V extends Shape,
  D extends FloatDType,
  const I extends number,
>(
  x: Tensor<[R, C], D>,
  v: Argument<ScatterRow<[R, C], V>, Tensor<V, NoInfer<D>>>,
  index: Argument<ScatterIndex<[R, C], I>, I>,
): Tensor<[R, C], D> => record('scatterAdd', [x, v], { index: index as number }) as Tensor<[R, C], D>
