/** TorchLean's names for sums, transposes, joining, ranges, gathers and scatters. In: operands in its order. Out: tensors. */
import type { Concat } from '../../shapes/concat.js'
import type { AddDims } from '../../shapes/dim.js'
import type { DType, FloatDType } from '../../shapes/dtype.js'
import type { Add } from '../../shapes/nat.js'
import type { Reduce } from '../../shapes/reduce.js'
import { ShapeError, type Argument, type Result } from '../../shapes/rule.js'
import type { ScatterIndex, ScatterRow } from '../../shapes/scatter.js'
import type { Select } from '../../shapes/select.js'
import type { Dim, Shape } from '../../shapes/shape.js'
import type { Slice } from '../../shapes/slice.js'
import { record, source } from '../record.js'
import { captureSite } from '../site.js'
import type { AnyTensor, Tensor } from '../tensor.js'

/** What the types of these operands have checked already, for those who bypass them. */
function checkRank(operator: string, x: AnyTensor, rank: number): void {
  if (x.shape.length === rank) return
  const sentence = `${operator}: [${x.shape.join(', ')}] has rank ${x.shape.length}, expected ${rank}`
  throw new ShapeError(sentence, captureSite())
}

const permuted = (operator: string, x: AnyTensor, axes: readonly number[]): AnyTensor => {
  checkRank(operator, x, axes.length)
  return record('permute', [x], { axes })
}

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

/**
 * `[m, n]` → `[n, m]`. Here: `transpose(x, 0, 1)`.
 *
 * @throws ShapeError when the rank is not 2
 * @example
 * torchlean.transpose2d(zeros([2, 3])) // => [3, 2]
 */
export const transpose2d = <M extends Dim, N extends Dim, D extends DType>(x: Tensor<[M, N], D>): Tensor<[N, M], D> =>
  permuted('transpose2d', x, [1, 0]) as Tensor<[N, M], D>

/**
 * `[a, b, c]` → `[b, c, a]`. Here: `permute(x, [1, 2, 0])`.
 *
 * @throws ShapeError when the rank is not 3
 * @example
 * torchlean.transpose3dFirstToLast(zeros([2, 3, 4])) // => [3, 4, 2]
 */
export const transpose3dFirstToLast = <A extends Dim, B extends Dim, C extends Dim, D extends DType>(
  x: Tensor<[A, B, C], D>,
): Tensor<[B, C, A], D> => permuted('transpose3dFirstToLast', x, [1, 2, 0]) as Tensor<[B, C, A], D>

/**
 * `[a, b, c]` → `[c, a, b]`. Here: `permute(x, [2, 0, 1])`.
 *
 * @throws ShapeError when the rank is not 3
 * @example
 * torchlean.transpose3dLastToFirst(zeros([2, 3, 4])) // => [4, 2, 3]
 */
export const transpose3dLastToFirst = <A extends Dim, B extends Dim, C extends Dim, D extends DType>(
  x: Tensor<[A, B, C], D>,
): Tensor<[C, A, B], D> => permuted('transpose3dLastToFirst', x, [2, 0, 1]) as Tensor<[C, A, B], D>

/**
 * `[a, b, c]` → `[a, c, b]`. Here: `transpose(x, 1, 2)`.
 *
 * @throws ShapeError when the rank is not 3
 * @example
 * torchlean.transpose3dLastTwo(zeros([2, 3, 4])) // => [2, 4, 3]
 */
export const transpose3dLastTwo = <A extends Dim, B extends Dim, C extends Dim, D extends DType>(
  x: Tensor<[A, B, C], D>,
): Tensor<[A, C, B], D> => permuted('transpose3dLastTwo', x, [0, 2, 1]) as Tensor<[A, C, B], D>

/**
 * `[n]` and `[m]` → `[n + m]`. Here: `concat([a, b])`.
 *
 * @throws ShapeError when a rank is not 1
 * @example
 * torchlean.concatVectors(zeros([2]), zeros([3])) // => [5]
 */
export const concatVectors = <N extends Dim, M extends Dim, D extends DType>(
  a: Tensor<[N], D>,
  b: Tensor<[M], NoInfer<D>>,
): Tensor<[AddDims<N, M>], D> => {
  for (const x of [a, b]) checkRank('concatVectors', x, 1)
  return record('concat', [a, b], { axis: 0 }) as Tensor<[AddDims<N, M>], D>
}

/**
 * `[n, ...s]` and `[m, ...s]` → `[n + m, ...s]`. Here: `concat([a, b])`.
 *
 * @throws ShapeError when the shapes differ on another axis than the first
 * @example
 * torchlean.concatLeadingAxis(zeros([2, 4]), zeros([3, 4])) // => [5, 4]
 */
export const concatLeadingAxis = <A extends Shape, B extends Shape, D extends DType>(
  a: Tensor<A, D>,
  b: Argument<Concat<[A, B], 0>, Tensor<B, NoInfer<D>>>,
): Tensor<Result<Concat<[A, B], 0>>, D> => record('concat', [a, b], { axis: 0 }) as Tensor<Result<Concat<[A, B], 0>>, D>

/** start + length */
type End<Start extends number, Length extends number> = Add<Start, Length> extends infer E extends number ? E : number

/**
 * Positions start … start + length − 1 of the first axis. Here: `slice(x, 0, start, start + length)`.
 *
 * @throws ShapeError when they are not all positions of x
 * @example
 * torchlean.sliceLeadingAxisRange(zeros([5, 2]), 1, 3) // => [3, 2]
 */
export const sliceLeadingAxisRange = <
  S extends Shape,
  D extends DType,
  const Start extends number,
  const Length extends number,
>(
  x: Tensor<S, D>,
  start: Start,
  length: Argument<Slice<S, 0, Start, End<Start, Length>>, Length>,
): Tensor<Result<Slice<S, 0, Start, End<Start, Length>>>, D> =>
  record('slice', [x], { axis: 0, start, end: start + (length as number) }) as Tensor<
    Result<Slice<S, 0, Start, End<Start, Length>>>,
    D
  >

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
