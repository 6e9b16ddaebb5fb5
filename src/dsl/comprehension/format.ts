/**
 * Expressions and values as text, in the notation of the comments above kernels.
 *
 * In: expressions, values. Out: lines such as `h[b:32, j:10] = sum{k:64} x[b, k] * w[j, k] |> maximum(ACC, 0)`.
 */
import { formatRational } from '../rational.js'
import type { ScalarFunctionName } from '../scalar.js'
import { isZero } from './simplify/match.js'
import { formatGuards } from './guards.js'
import { formatIndex } from './index-expression.js'
import type { Apply, Expression, Value, Variable } from './types.js'

const infix: Partial<Record<ScalarFunctionName, string>> = {
  add: '+',
  sub: '-',
  mul: '*',
  div: '/',
  lessThan: '<',
  lessEqual: '<=',
  equal: '==',
  and: '&',
}

/** One node, its operands written by `of` and its tensors named by `nameOf`. */
export function formatNode(
  e: Expression,
  of: (operand: Expression) => string,
  nameOf: (tensor: Value) => string = ({ name }) => name,
): string {
  switch (e.kind) {
    case 'constant':
      return typeof e.value === 'string' ? e.value : formatRational(e.value)
    case 'accumulator':
      return 'ACC'
    case 'index':
      return formatIndex(e.index)
    case 'read':
      return `${nameOf(e.tensor)}${e.at.length === 0 ? '' : `[${e.at.map(formatIndex).join(', ')}]`}`
    case 'select': {
      const otherwise = isZero(e.otherwise) ? '' : ` : ${of(e.otherwise)}`
      return `{${formatGuards(e.guards)} ? ${of(e.then)}${otherwise}}`
    }
    case 'apply':
      return formatApply(e, of)
  }
}

function formatApply(e: Apply, of: (operand: Expression) => string): string {
  const bracketed = (operand: Expression): string => {
    const text = of(operand)
    const compound = operand.kind === 'apply' && (infix[operand.function] !== undefined || operand.function === 'neg')
    return compound && text.includes(' ') ? `(${text})` : text
  }
  const sign = infix[e.function]
  if (sign !== undefined) return e.arguments.map(bracketed).join(` ${sign} `)
  if (e.function === 'neg') return `-${bracketed(e.arguments[0] as Expression)}`
  return `${e.function}(${e.arguments.map(of).join(', ')})`
}

/** `maximum(x[b, j] + 2 * y[j], 0)` */
export const formatExpression = (e: Expression): string => formatNode(e, formatExpression)

/** `h[b:32, j:10] = sum{k:64} x[b, k] * w[j, k] |> maximum(ACC, 0)` */
export function formatValue(value: Value): string {
  if (value.kind === 'leaf') return `${value.name}: ${value.role} ${value.dtype}[${value.shape.join(', ')}]`
  const variables = (list: readonly Variable[]): string => list.map((v) => `${v.name}:${v.extent}`).join(', ')
  const guarded = value.where ? ` | ${formatGuards(value.where)}` : ''
  const reduction = value.reduce === 'none' ? '' : `${value.reduce}{${variables(value.over)}${guarded}} `
  const body = formatExpression(value.body)
  const post = value.post === null ? '' : ` |> ${formatExpression(value.post)}`
  if (value.scatter) {
    const guards = value.scatter.guards.length > 0 ? ` where ${formatGuards(value.scatter.guards)}` : ''
    return `${value.name}[${value.shape.join(', ')}]: {${variables(value.over)}} [${value.scatter.at.map(formatIndex).join(', ')}] += ${body}${guards}${post}`
  }
  return `${value.name}[${variables(value.out)}] = ${reduction}${body}${post}`
}
