/**
 * Sums and maxima over axes. In: a value and its reduced axes. Out: a reduction whose result either drops those axes or
 * keeps them with extent 1.
 */
import { read } from '../../comprehension/expression.js'
import type { IndexLike } from '../../comprehension/index-expression.js'
import type { Value, Variable } from '../../comprehension/types.js'
import type { Builder } from '../../operator.js'
import { reduce, type ReduceOptions } from '../../primitives/map.js'

/** Where an element of the operand is, from the indices of the result and of the reduction. */
function sourceIndex(
  rank: number,
  axes: readonly number[],
  keepDims: boolean,
  out: readonly Variable[],
  over: readonly Variable[],
): IndexLike[] {
  let [nextOut, nextOver] = [0, 0]
  return Array.from({ length: rank }, (_, axis) => {
    if (!axes.includes(axis)) return out[nextOut++]!
    if (keepDims) nextOut++
    return over[nextOver++]!
  })
}

/** `kind` over `axes` (counted from the front, ascending) of x. */
export function reduceAlong(
  build: Builder,
  kind: Parameters<typeof reduce>[1],
  x: Value,
  axes: readonly number[],
  keepDims: boolean,
  options?: ReduceOptions,
): Value {
  const kept = x.shape.flatMap((extent, axis) =>
    !axes.includes(axis) ? [extent]
    : keepDims ? [1]
    : [],
  )
  const over = axes.map((axis) => x.shape[axis]!)
  return reduce(
    build,
    kind,
    kept,
    over,
    (out, r) => read(x, sourceIndex(x.shape.length, axes, keepDims, out, r)),
    options,
  )
}

/** The attributes of sum and mean: axes as the author wrote them, null for all. */
export type ReduceAttributes = { readonly axes: number | readonly number[] | null; readonly keepDims: boolean }

/** The attribute of an `axes` argument, which its type has already judged. */
export const axesAttribute = (axes: unknown): ReduceAttributes['axes'] =>
  (axes as ReduceAttributes['axes'] | undefined) ?? null
