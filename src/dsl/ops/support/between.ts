/**
 * Clamping, for clamp and logEps. In: a scalar expression and bounds, of which infinite ones are none. Out: the clamped
 * expression, whose gradient passes strictly between the bounds, or on them as well when `inclusive`.
 *
 * A choice, not minimum and maximum: those share a gradient between equal operands, and a closed gate gives exactly 0.
 */
import { apply, constant } from '../../comprehension/expression.js'
import type { Expression } from '../../comprehension/types.js'

export function between(x: Expression, low: number, high: number, inclusive: boolean): Expression {
  const beyond = inclusive ? 'lessThan' : 'lessEqual'
  let result = x
  if (Number.isFinite(low)) result = apply('where', apply(beyond, x, constant(low)), constant(low), result)
  if (Number.isFinite(high)) result = apply('where', apply(beyond, constant(high), x), constant(high), result)
  return result
}
