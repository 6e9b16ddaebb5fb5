/**
 * Coalescing: two loops become one where every address walks through them as through one (the outer stride is the inner
 * stride times the inner extent) and nothing else looks at either. A convolution's kernel row, the rows of a batch and a
 * flattened image become single long loops this way. Loops of extent one disappear.
 */
import { variablesOf } from '../../dsl/comprehension/index-expression.js'
import type { Variable } from '../../dsl/comprehension/types.js'
import { loadsOf, nodesOf, statementGuards, valuesOf, variablesOfAddress } from '../schedules/analyse.js'
import { addressReplacer } from './pack.js'
import type { Address, Statement } from '../statement.js'

/** Variables that guards, index values or general addresses look at: they must stay themselves. */
function fixedVariables(statement: Statement): ReadonlySet<Variable> {
  const fixed = new Set<Variable>(statement.unrolled)
  const add = (variables: Iterable<Variable>): void => {
    for (const variable of variables) fixed.add(variable)
  }
  for (const node of nodesOf([statement.body, ...valuesOf(statement)]))
    if (node.kind === 'select') for (const guard of node.guards) add(variablesOf(guard.of))
    else if (node.kind === 'index') add(variablesOf(node.index))
    else if (node.kind === 'load' && node.address.kind === 'general') add(variablesOfAddress(node.address))
  for (const { address } of statement.stores) if (address.kind === 'general') add(variablesOfAddress(address))
  for (const guard of statementGuards(statement)) add(variablesOf(guard.of))
  return fixed
}

/** `keep` are variables that an enclosing group binds. */
export function coalesceStatement(statement: Statement, keep: ReadonlySet<Variable> = new Set()): Statement {
  if (statement.scatterGuards) return statement
  const fixed = fixedVariables(statement)
  const canMerge = (variable: Variable): boolean => !fixed.has(variable) && !keep.has(variable)
  const affine = [
    ...loadsOf(statement.body, ...valuesOf(statement)),
    ...statement.stores.map((store) => store.address),
  ].filter((address) => address.kind === 'affine')
  const strides = affine.map((address) => new Map(address.strides))
  const winners =
    statement.stores.some((store) => store.winner) || statement.reduce === 'argmax' || statement.reduce === 'argmin'
  let merged = false

  /** Merges `outer` into `inner` everywhere and returns the new variable, or null where an address forbids it. */
  const merge = (outer: Variable, inner: Variable): Variable | null => {
    if (!canMerge(outer) || !canMerge(inner)) return null
    if (!strides.every((along) => (along.get(outer) ?? 0) === (along.get(inner) ?? 0) * inner.extent)) return null
    const both: Variable = { kind: 'variable', id: inner.id, extent: outer.extent * inner.extent, name: inner.name }
    for (const along of strides) {
      const stride = along.get(inner)
      along.delete(outer)
      along.delete(inner)
      if (stride !== undefined) along.set(both, stride)
    }
    merged = true
    return both
  }
  const mergeAll = (variables: readonly Variable[], adjacentOnly: boolean): readonly Variable[] => {
    const list = variables.filter((variable) => variable.extent !== 1 || fixed.has(variable))
    for (let found = true; found;) {
      found = false
      search: for (let i = 0; i < list.length; i++)
        for (let j = 0; j < list.length; j++) {
          if (i === j || (adjacentOnly && j !== i + 1)) continue
          const both = merge(list[i]!, list[j]!)
          if (!both) continue
          list[j] = both
          list.splice(i, 1)
          found = true
          break search
        }
    }
    return list
  }
  // the number of a winner counts the points of `over` in row-major order, which adjacent merging keeps
  const loops = mergeAll(statement.loops, false)
  const over = mergeAll(statement.over, winners)
  if (!merged) return statement

  const renewed = new Map<Address, Address>()
  affine.forEach((address, i) =>
    renewed.set(address, { kind: 'affine', buffer: address.buffer, base: address.base, strides: strides[i]! }),
  )
  const rewrite = addressReplacer(renewed)
  return {
    ...statement,
    loops,
    over,
    body: rewrite(statement.body),
    stores: statement.stores.map((store) => ({
      ...store,
      address: renewed.get(store.address) ?? store.address,
      value: store.value && rewrite(store.value),
    })),
  }
}
