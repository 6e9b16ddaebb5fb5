/**
 * Sums and maxima over axes. In: a value and its reduced axes. Out: a reduction whose result either drops those axes or
 * keeps them with extent 1.
 */
import { reduce as reduceShape, reduceAxes } from '../../../shapes/reduce.js'
import { read } from '../../comprehension/expression.js'
import type { IndexLike } from '../../comprehension/index-expression.js'
import type { Value, Variable } from '../../comprehension/types.js'
import type { Builder, Operator } from '../../operator.js'
import { reduce, type ReduceOptions } from '../../primitives/map.js'
import { floatResult, operandShape } from './types.js'

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

/** The largest or smallest element over axes; the first one, in row-major order, gets the gradient. */
export const extremum = (kind: 'max' | 'min'): Operator<ReduceAttributes> => ({
  name: kind,
  infer: (operands, { axes, keepDims }) =>
    floatResult(kind, operands, reduceShape(kind, operandShape(operands, 0), axes, keepDims)),
  expand: (build, [x], { axes, keepDims }) =>
    reduceAlong(build, kind, x!, reduceAxes(kind, x!.shape, axes) as readonly number[], keepDims),
})
