/** Reads that many expansions share. In: values and the indices of a result. Out: scalar expressions. */
import { constant } from '../../comprehension/expression.js'
import type { IndexLike } from '../../comprehension/index-expression.js'
import type { Expression, Value } from '../../comprehension/types.js'
import { readBroadcast as readTensor } from '../../primitives/movement.js'

/** The element of `value` that broadcasting, aligned at the right, puts at `out`. */
export function readBroadcast(value: Value, out: readonly IndexLike[]): Expression {
  const number = plainNumber(value)
  return number === undefined ? readTensor(value, out) : constant(number)
}

/**
 * The number that a scalar constant holds: `x.mul(2)` computes with the exact constant 2, not with a cell of memory.
 * NaN and the infinities are no rationals and stay in memory. (A constant never collects a gradient.)
 */
function plainNumber(value: Value): number | undefined {
  if (value.kind !== 'leaf' || value.role !== 'constant' || value.shape.length > 0) return undefined
  const number = value.data?.[0]
  return number !== undefined && Number.isFinite(number) && !Object.is(number, -0) ? number : undefined
}
