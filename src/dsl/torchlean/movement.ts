/** TorchLean's names for transposes, joining and ranges. In: operands in its order. Out: tensors. */
import type { Concat } from '../../shapes/concat.js'
import type { AddDims } from '../../shapes/dim.js'
import type { DType } from '../../shapes/dtype.js'
import type { Add } from '../../shapes/nat.js'
import type { Argument, Result } from '../../shapes/rule.js'
import type { Dim, Shape } from '../../shapes/shape.js'
import type { Slice } from '../../shapes/slice.js'
import { record } from '../record.js'
import type { AnyTensor, Tensor } from '../tensor.js'
import { checkRank } from './rank.js'

const permuted = (operator: string, x: AnyTensor, axes: readonly number[]): AnyTensor => {
  checkRank(operator, x, axes.length)
  return record('permute', [x], { axes })
}

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
