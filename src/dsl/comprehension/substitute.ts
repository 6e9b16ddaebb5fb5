/**
 * Expressions over other operands: substitution of variables, replacement and rewriting, all through the constructors, so
 * that what comes out is simplified again.
 *
 * In: an expression. Out: an expression; what is shared stays shared.
 */
import { apply, fromIndex, read, select } from './expression.js'
import { substituteGuards } from './guards.js'
import { substituteIndex } from './index-expression.js'
import type { Expression, Index, Variable } from './types.js'

/** The same node over new operands. */
export function withOperands(e: Expression, f: (operand: Expression) => Expression): Expression {
  if (e.kind === 'apply') return apply(e.function, ...e.arguments.map(f))
  if (e.kind === 'select') return select(e.guards, f(e.then), f(e.otherwise))
  return e
}

/** Rebuilds each distinct node once: `rebuild` gets a node, and what gives the new form of an operand. */
function rebuildAll(
  e: Expression,
  rebuild: (node: Expression, visit: (operand: Expression) => Expression) => Expression,
  memo = new Map<Expression, Expression>(),
): Expression {
  const visit = (node: Expression): Expression => {
    const known = memo.get(node)
    if (known) return known
    const result = rebuild(node, visit)
    memo.set(node, result)
    return result
  }
  return visit(e)
}

/** Bottom-up rewriting: `f` gets each node after its operands were rewritten, and returns what replaces it, or undefined to keep it. */
export const rewrite = (e: Expression, f: (node: Expression) => Expression | undefined): Expression =>
  rebuildAll(e, (node, visit) => {
    const rebuilt = withOperands(node, visit)
    return f(rebuilt) ?? rebuilt
  })

/** Substitutes variables everywhere: in reads, in guards and in indices used as numbers. */
export function substitute(e: Expression, map: ReadonlyMap<Variable, Index>): Expression {
  if (map.size === 0) return e
  const moved = (i: Index): Index => substituteIndex(i, map)
  return rebuildAll(e, (node, visit) => {
    switch (node.kind) {
      case 'read':
        return read(node.tensor, node.at.map(moved))
      case 'index':
        return fromIndex(moved(node.index))
      case 'select':
        return select(substituteGuards(node.guards, map), visit(node.then), visit(node.otherwise))
      default:
        return withOperands(node, visit)
    }
  })
}

/** Replaces one sub-expression by another, outermost occurrence first (nothing inside `from` is looked at). */
export const replace = (e: Expression, from: Expression, to: Expression): Expression =>
  rebuildAll(e, withOperands, new Map([[from, to]]))
