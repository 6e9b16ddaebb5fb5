/** What the left sides of rules look for. In: expressions. Out: whether one is of a form, and its parts. */
import { equalRational, rational, type Rational } from '../../rational.js'
import type { ScalarFunctionName } from '../../scalar.js'
import type { Apply, Expression, Select } from '../types.js'

export const one = rational(1)
export const zero = rational(0)

/** The value of a rational constant; null for a named real and for all else. */
export function rationalOf(e: Expression): Rational | null {
  return e.kind === 'constant' && typeof e.value !== 'string' ? e.value : null
}

export const isRational = (e: Expression | undefined, value: Rational): boolean => {
  const own = e === undefined ? null : rationalOf(e)
  return own !== null && equalRational(own, value)
}

export const isZero = (e: Expression | undefined): boolean => isRational(e, zero)

/** The added `function` keeps an `Apply` of another function an `Apply` where this is false. */
export const isApply = <N extends ScalarFunctionName>(
  e: Expression | undefined,
  name: N,
): e is Apply & { readonly function: N } => e?.kind === 'apply' && e.function === name

/** `select(G, a, 0)` */
export const isGuarded = (e: Expression | undefined): e is Select => e?.kind === 'select' && isZero(e.otherwise)

/** An operand, which the table's arity says is there. */
export const at = (operands: readonly Expression[], position: number): Expression => operands[position] as Expression
