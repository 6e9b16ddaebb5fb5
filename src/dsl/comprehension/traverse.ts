/**
 * What occurs in an expression: reads, indices, lookups, variables, operations. In: an expression, a graph with sharing.
 * Out: each thing once.
 */
import { scalarFunctions } from '../scalar.js'
import { lookupsOf, variablesOf } from './index-expression.js'
import type { Expression, Index, Lookup, Read, Variable } from './types.js'

/** Calls `visit` once for each distinct node, operands first. */
export function walk(e: Expression, visit: (node: Expression) => void): void {
  const seen = new Set<Expression>()
  const go = (node: Expression): void => {
    if (seen.has(node)) return
    seen.add(node)
    if (node.kind === 'apply') for (const operand of node.arguments) go(operand)
    else if (node.kind === 'select') {
      go(node.then)
      go(node.otherwise)
    }
    visit(node)
  }
  go(e)
}

const readLists = new WeakMap<Expression, readonly Read[]>()

/** Distinct reads, in order of first evaluation. Tensors read inside indices are not among them: see `lookupsIn`. */
export function readsOf(e: Expression): readonly Read[] {
  let list = readLists.get(e)
  if (!list) {
    const found: Read[] = []
    walk(e, (node) => {
      if (node.kind === 'read') found.push(node)
    })
    readLists.set(e, (list = found))
  }
  return list
}

/** Every index that occurs: of reads, of guards, as numbers. */
export function indicesOf(e: Expression): readonly Index[] {
  const found = new Set<Index>()
  walk(e, (node) => {
    if (node.kind === 'read') for (const i of node.at) found.add(i)
    else if (node.kind === 'index') found.add(node.index)
    else if (node.kind === 'select') for (const { of } of node.guards) found.add(of)
  })
  return [...found]
}

/** Distinct lookups in any index of the expression. */
export function lookupsIn(e: Expression): readonly Lookup[] {
  const found = new Set<Lookup>()
  for (const i of indicesOf(e)) for (const atom of lookupsOf(i)) found.add(atom)
  return [...found]
}

/** The variables that occur anywhere in the expression, each once. */
export function variablesIn(e: Expression): readonly Variable[] {
  const found = new Set<Variable>()
  for (const i of indicesOf(e)) for (const v of variablesOf(i)) found.add(v)
  return [...found]
}

/** The number of distinct scalar operations. */
export function sizeOf(e: Expression): number {
  let size = 0
  walk(e, (node) => {
    if (node.kind === 'apply') size++
  })
  return size
}

/** Whether a function marked `heavy` occurs (exp, log, …): one that should not be computed twice. */
export function isHeavy(e: Expression): boolean {
  let heavy = false
  walk(e, (node) => {
    if (node.kind === 'apply' && scalarFunctions[node.function].heavy) heavy = true
  })
  return heavy
}
