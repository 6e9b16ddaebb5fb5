/**
 * Questions about lowered expressions that every schedule asks: which loop variables they depend on, what they load,
 * whether a variable occurs only as a plain stride. Answers are remembered per expression object.
 */
import {
  lookupsOf as lookupsOfIndex,
  variablesOf as variablesOfIndex,
} from '../../dsl/comprehension/index-expression.js'
import type { Guard, Index, Lookup, Variable } from '../../dsl/comprehension/types.js'
import type { Address, LoweredExpression, Statement } from '../statement.js'

/** Variables whose value an address depends on. */
export function variablesOfAddress(address: Address): Iterable<Variable> {
  return address.kind === 'affine' ? address.strides.keys() : variablesOfIndex(address.index)
}

const expressionVariables = new WeakMap<LoweredExpression, ReadonlySet<Variable>>()

/** Variables whose value the expression depends on (bodies are small: recursion is bounded by the fusion limit). */
export function variablesOf(expression: LoweredExpression): ReadonlySet<Variable> {
  const known = expressionVariables.get(expression)
  if (known) return known
  const found = new Set<Variable>()
  const add = (variables: Iterable<Variable>): void => {
    for (const variable of variables) found.add(variable)
  }
  switch (expression.kind) {
    case 'load':
      add(variablesOfAddress(expression.address))
      break
    case 'apply':
      for (const argument of expression.arguments) add(variablesOf(argument))
      break
    case 'select':
      for (const guard of expression.guards) add(variablesOfIndex(guard.of))
      add(variablesOf(expression.then))
      add(variablesOf(expression.otherwise))
      break
    case 'index':
      add(variablesOfIndex(expression.index))
      break
    case 'constant':
    case 'accumulator':
      break
  }
  expressionVariables.set(expression, found)
  return found
}

/** Every distinct node of these expressions, each once. */
export function nodesOf(roots: Iterable<LoweredExpression | null>): readonly LoweredExpression[] {
  const seen = new Set<LoweredExpression>()
  const stack: LoweredExpression[] = []
  for (const root of roots) if (root) stack.push(root)
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (seen.has(next)) continue
    seen.add(next)
    if (next.kind === 'apply') stack.push(...next.arguments)
    else if (next.kind === 'select') stack.push(next.then, next.otherwise)
  }
  return [...seen]
}

/** How many run-time integers must be read one after the other to know an index. */
export function lookupDepth(index: Index): number {
  let deepest = 0
  for (const { atom } of index.terms)
    if (atom.kind === 'lookup') deepest = Math.max(deepest, 1 + Math.max(0, ...atom.at.map(lookupDepth)))
    else if (atom.kind !== 'variable') deepest = Math.max(deepest, lookupDepth(atom.of))
  return deepest
}

export function loadsOf(...roots: readonly (LoweredExpression | null)[]): readonly Address[] {
  return nodesOf(roots).flatMap((node) => (node.kind === 'load' ? [node.address] : []))
}

export const dependsOnAccumulator = (expression: LoweredExpression): boolean =>
  nodesOf([expression]).some((node) => node.kind === 'accumulator')

/** The elements between neighbours along `variable`; NaN where it occurs in other than a linear way. */
export function strideAlong(address: Address, variable: Variable): number {
  if (address.kind === 'affine') return address.strides.get(variable) ?? 0
  return indexStride(address.index, variable)
}

export function indexStride(index: Index, variable: Variable): number {
  let stride = 0
  for (const { atom, coefficient } of index.terms)
    if (atom === variable) stride += coefficient
    else if (
      atom.kind !== 'variable' &&
      variablesOfIndex({ id: -1, constant: 0, terms: [{ atom, coefficient }] }).includes(variable)
    )
      return NaN
  return stride
}

/** Guards of the statement itself, not of its expressions. */
export const statementGuards = (statement: Statement): readonly Guard[] => [
  ...(statement.where ?? []),
  ...(statement.scatterGuards ?? []),
]

/** The values a statement stores, without the plain accumulator. */
export const valuesOf = (statement: Statement): readonly LoweredExpression[] =>
  statement.stores.flatMap((store) => store.value ?? [])

/** Can `variable` run over lanes: no guard looks at it, and every index it occurs in is linear in it. */
export function canRunOverLanes(statement: Statement, variable: Variable): boolean {
  if (statementGuards(statement).some((guard) => variablesOfIndex(guard.of).includes(variable))) return false
  const nodes = nodesOf([statement.body, ...valuesOf(statement)])
  return nodes.every((node) => {
    switch (node.kind) {
      case 'load':
        return !Number.isNaN(strideAlong(node.address, variable))
      case 'select':
        return !node.guards.some((guard) => variablesOfIndex(guard.of).includes(variable))
      case 'index':
        return !Number.isNaN(indexStride(node.index, variable))
      case 'constant':
      case 'apply':
      case 'accumulator':
        return true
    }
  })
}

/** Every integer that a statement reads at run time to address something. */
export function lookupsOf(statement: Statement): readonly Lookup[] {
  const found = new Set<Lookup>()
  const visit = (index: Index): void => {
    for (const lookup of lookupsOfIndex(index)) found.add(lookup)
  }
  for (const { address } of statement.stores) if (address.kind === 'general') visit(address.index)
  for (const guard of statementGuards(statement)) visit(guard.of)
  for (const node of nodesOf([statement.body, ...valuesOf(statement)]))
    if (node.kind === 'load') {
      if (node.address.kind === 'general') visit(node.address.index)
    } else if (node.kind === 'select') for (const guard of node.guards) visit(guard.of)
    else if (node.kind === 'index') visit(node.index)
  return [...found]
}
