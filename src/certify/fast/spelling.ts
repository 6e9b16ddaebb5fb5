/**
 * Fast evaluation, checked and not trusted: how functions of integers and of field elements are written.
 *
 * In: a function and the texts of its operands. Out: the text of its value.
 */
import type { Variable } from '../../dsl/comprehension/types.js'
import type { ScalarFunctionName } from '../../dsl/scalar.js'
import type { Constant } from '../meaning/constants.js'

export const sameConstant = (a: Constant, b: Constant): boolean =>
  typeof a === 'string' || typeof b === 'string' ?
    a === b
  : a.numerator === b.numerator && a.denominator === b.denominator

export const variableName = (variable: Variable): string => `i${variable.id}`

export function integerText(name: ScalarFunctionName, [a, b, ...more]: readonly string[]): string {
  switch (name) {
    case 'add':
      return `${a} + ${b}`
    case 'sub':
      return `${a} - ${b}`
    case 'mul':
      return `${a} * ${b}`
    case 'neg':
      return `-${a}`
    case 'abs':
      return `Math.abs(${a})`
    case 'minimum':
      return `Math.min(${a}, ${b})`
    case 'maximum':
      return `Math.max(${a}, ${b})`
    case 'toFloat':
      return `balance(${a})`
    default:
      return `integerFunctions.${name}(${[a, b, ...more].filter((text) => text !== undefined).join(', ')})`
  }
}

export function floatText(
  name: ScalarFunctionName,
  a: string,
  b: string | undefined,
  constant: Constant | undefined,
): string {
  const negative = constant !== undefined && typeof constant !== 'string' && constant.numerator < 0n
  switch (name) {
    case 'add':
      return `balance(${a} + ${b})`
    case 'sub':
      return `balance(${a} - ${b})`
    case 'mul':
      return `balance(${a} * ${b})`
    case 'div':
      return `balance(${a} * reciprocal(${b}))`
    case 'neg':
      return `-${a}`
    case 'abs':
      return constant === undefined ? `Math.abs(${a})` : `${negative ? '-' : ''}${a}`
    case 'relu':
      if (constant !== undefined) return negative ? '0' : a
      return `${a} > 0 ? ${a} : ${a} <= 0 ? 0 : NaN`
    default:
      return `functions.${name}(${b === undefined ? a : `${a}, ${b}`})`
  }
}
