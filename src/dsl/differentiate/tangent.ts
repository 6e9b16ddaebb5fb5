/**
 * Differentiating one body: the chain rule over scalar expressions, with the table's derivatives.
 *
 * In: a body and the tangents of its reads. Out: its tangent, or null for the structural zero.
 */
import { apply, constant, select } from '../comprehension/expression.js'
import { isZero, rationalOf } from '../comprehension/simplify/match.js'
import type { Expression, Read } from '../comprehension/types.js'
import { made } from '../comprehension/rewrites.js'
import { scalarFunctions } from '../scalar.js'

/**
 * factor · by, where a gate in the factor (a `where` between constants) closes instead of multiplying by 0: a closed
 * gate gives exactly 0, also when `by` is infinite.
 */
export function scaled(factor: Expression, by: Expression): Expression {
  if (factor.kind === 'apply' && factor.function === 'where') {
    const [mask, then, otherwise] = factor.arguments as readonly [Expression, Expression, Expression]
    if (isGate(then) || isGate(otherwise))
      return made(
        'product-into-choice',
        () => ({ kind: 'apply', function: 'mul', arguments: [factor, by] }),
        apply('where', mask, branch(then, by), branch(otherwise, by)),
      )
  }
  if (factor.kind === 'select' && isZero(factor.otherwise)) return select(factor.guards, scaled(factor.then, by))
  return apply('mul', factor, by)
}

const branch = (factor: Expression, by: Expression): Expression => (isZero(factor) ? factor : scaled(factor, by))

const isGate = (e: Expression): boolean =>
  rationalOf(e) !== null ||
  (e.kind === 'apply' && e.function === 'where' && isGate(e.arguments[1]!) && isGate(e.arguments[2]!))

/**
 * Σ over the reads of ∂body/∂read · tangentOf(read); null where all of those are null. The tangent of a guarded choice
 * is guarded in the same way, so that nothing is read outside its tensor.
 */
export function tangentOf(body: Expression, tangentOfRead: (read: Read) => Expression | null): Expression | null {
  const memo = new Map<Expression, Expression | null>()
  const visit = (node: Expression): Expression | null => {
    const known = memo.get(node)
    if (known !== undefined) return known
    const result = compute(node)
    memo.set(node, result)
    return result
  }
  const compute = (node: Expression): Expression | null => {
    if (node.kind === 'read') return tangentOfRead(node)
    if (node.kind === 'select') {
      const then = visit(node.then)
      const otherwise = visit(node.otherwise)
      return then || otherwise ? select(node.guards, then ?? constant(0), otherwise ?? constant(0)) : null
    }
    if (node.kind !== 'apply') return null
    if (node.function === 'where') {
      const then = visit(node.arguments[1]!)
      const otherwise = visit(node.arguments[2]!)
      return then || otherwise ?
          apply('where', node.arguments[0]!, then ?? constant(0), otherwise ?? constant(0))
        : null
    }
    const { derivative } = scalarFunctions[node.function]
    if (derivative === null) return null
    const rules = derivative({ apply, constant })
    let sum: Expression | null = null
    node.arguments.forEach((operand, i) => {
      const tangent = visit(operand)
      if (tangent === null) return
      const term = scaled(rules[i]!(node, ...node.arguments), tangent)
      sum = sum === null ? term : apply('add', sum, term)
    })
    return sum
  }
  return visit(body)
}

/** ∂body/∂site, or null when there is none. */
export const derivativeAt = (body: Expression, site: Read): Expression | null =>
  tangentOf(body, (read) => (read === site ? constant(1) : null))
