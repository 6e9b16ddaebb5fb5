/**
 * Axes `depth` and `depth + 1` exchanged. A depth at which there are no two axes changes nothing, so there is no sentence.
 */
import type { Dim, Shape } from './shape.js'

type Walk<S extends Shape, K, Done extends Dim[] = []> =
  S extends readonly [infer A extends Dim, infer B extends Dim, ...infer Tail extends Shape] ?
    Done['length'] extends K ?
      [...Done, B, A, ...Tail]
    : Walk<[B, ...Tail], K, [...Done, A]>
  : [...Done, ...S]

/** The shape after the exchange. `SwapAdjacentAtDepth<[2, 3, 4], 1>` is `[2, 4, 3]`. */
export type SwapAdjacentAtDepth<S extends Shape, K extends number> =
  number extends S['length'] ? Shape
  : number extends K ? Shape
  : Walk<S, K>

/** The axes in their new order. */
export const swappedAxes = (rank: number, depth: number): readonly number[] => {
  const sound = Number.isInteger(depth) && depth >= 0 && depth + 1 < rank
  return Array.from({ length: rank }, (_, axis) =>
    sound && axis === depth ? axis + 1
    : sound && axis === depth + 1 ? axis - 1
    : axis,
  )
}

/** The shape after the exchange. @example swapAdjacentAtDepth([2, 3, 4], 1) // [2, 4, 3] */
export const swapAdjacentAtDepth = (shape: Shape, depth: number): Shape =>
  swappedAxes(shape.length, depth).map((axis) => shape[axis] ?? 1)
