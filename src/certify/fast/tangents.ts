/**
 * Fast evaluation, checked and not trusted: the rules of duals.ts as texts.
 *
 * In: a function, the texts of its value, operands and tangents. Out: the text of its tangent.
 */
import type { ScalarFunctionName } from '../../dsl/scalar.js'
import { NoRuleError } from '../meaning/duals.js'

/** d y / d x of the functions of one operand. */
const unary: Partial<Readonly<Record<ScalarFunctionName, (y: string, x: string) => string>>> = {
  neg: () => '-1',
  abs: (_, x) => `(${x} > 0 ? 1 : ${x} < 0 ? -1 : 0)`,
  relu: (_, x) => `(${x} > 0 ? 1 : 0)`,
  // √' = 1/(2√), closed where the root is not positive
  sqrt: (y) => `(${y} > 0 ? reciprocal(balance(2 * ${y})) : 0)`,
  exp: (y) => y,
  log: (_, x) => `reciprocal(${x})`,
  tanh: (y) => `balance(1 - balance(${y} * ${y}))`,
  sigmoid: (y) => `balance(${y} - balance(${y} * ${y}))`,
  softplus: (_, x) => `functions.sigmoid(${x})`,
  sin: (_, x) => `functions.cos(${x})`,
  cos: (_, x) => `-functions.sin(${x})`,
}

/** The text of the tangent of y = name(x…); at least one operand has a tangent, and null is the structural zero. */
export function tangentRule(
  name: ScalarFunctionName,
  y: string,
  x: readonly string[],
  tangents: readonly (string | null)[],
): string {
  const [a, b] = x
  const [s, t] = tangents
  const rule = unary[name]
  if (rule !== undefined) return `balance(${rule(y, a!)} * ${s})`
  const both = (left: string, right: string): string => [s && left, t && right].filter(Boolean).join(' + ')
  switch (name) {
    case 'add':
      return `balance(${both(`${s}`, `${t}`)})`
    case 'sub':
      return `balance(${both(`${s}`, `-${t}`).replace('+ -', '- ')})`
    case 'mul':
      return `balance(${both(`${s} * ${b}`, `${a} * ${t}`)})`
    case 'div':
      // (a/b)' = (a' − (a/b)·b') / b
      return `balance(balance(${both(`${s}`, `-${y} * ${t}`)}) * reciprocal(${b}))`
    default:
      throw new NoRuleError(`${name} has no rule among the dual numbers`)
  }
}
