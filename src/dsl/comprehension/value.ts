/**
 * Values: the tensors of a program. Leaves are given, comprehensions computed.
 *
 * In: shapes, bodies. Out: checked `Value` objects (not interned: two equal ones stay two), their operands and order.
 */
import { isFloat, type DType } from '../../shapes/dtype.js'
import { fromIndex, select } from './expression.js'
import { lookupsIn, readsOf } from './traverse.js'
import { lookupsOf } from './index-expression.js'
import { nextId, resetInterning } from './interning.js'
import type { Comprehension, Expression, Index, Leaf, Value, Variable } from './types.js'

export { resetInterning }

/** Makes a leaf; `id` is given here. */
export function leaf(description: Omit<Leaf, 'kind' | 'id'>): Leaf {
  return { kind: 'leaf', id: nextId(), ...description }
}

/** What `comprehension` is told; the rest has defaults. */
export interface ComprehensionDescription extends Partial<Omit<Comprehension, 'kind' | 'id' | 'shape'>> {
  readonly name: string
  readonly dtype: DType
  readonly out: readonly Variable[]
  readonly body: Expression
}

/**
 * Makes a comprehension; its shape is the extents of `out`. Reduction variables of extent 1 are dropped (indices have
 * the constant 0 in their place), and a reduction over none of them is no reduction.
 */
export function comprehension(description: ComprehensionDescription): Comprehension {
  const over = (description.over ?? []).filter(({ extent }) => extent !== 1)
  let { reduce = 'none', body, where } = description
  if (where?.length === 0) where = undefined
  if (over.length > 0 && reduce === 'none')
    throw new Error(`${description.name}: reduction variables without a reduction`)
  if (over.length === 0 && !description.scatter) {
    if (reduce === 'argmax' || reduce === 'argmin')
      body = where ? select(where, fromIndex(0), fromIndex(-1)) : fromIndex(0)
    else if (where) body = select(where, body)
    where = undefined
    reduce = 'none'
  }
  if (where && (reduce === 'sum' || reduce === 'none'))
    throw new Error(`${description.name}: "where" is for max and min; a sum selects`)
  return {
    post: null,
    ...description,
    kind: 'comprehension',
    id: nextId(),
    shape: description.out.map(({ extent }) => extent),
    over,
    reduce,
    body,
    where,
  }
}

const operandLists = new WeakMap<Value, readonly Value[]>()

/** The values that this one reads, each once, also those read inside indices. */
export function operandsOf(value: Value): readonly Value[] {
  if (value.kind === 'leaf') return []
  const known = operandLists.get(value)
  if (known) return known
  const found = new Set<Value>()
  const addIndex = (index: Index): void => {
    for (const { tensor } of lookupsOf(index)) found.add(tensor)
  }
  for (const expression of [value.body, value.post]) {
    if (expression === null) continue
    for (const { tensor } of readsOf(expression)) found.add(tensor)
    for (const { tensor } of lookupsIn(expression)) found.add(tensor)
  }
  for (const { of } of value.where ?? []) addIndex(of)
  for (const at of value.scatter?.at ?? []) addIndex(at)
  for (const { of } of value.scatter?.guards ?? []) addIndex(of)
  const list = [...found]
  operandLists.set(value, list)
  return list
}

/**
 * All values reachable from the roots, operands before users. Depth first, with an explicit stack; operands of the values
 * of `stop` are not looked at.
 */
export function topologicalOrder(roots: readonly Value[], stop?: ReadonlySet<Value>): Value[] {
  const order: Value[] = []
  const done = new Set<Value>()
  const stack: { readonly value: Value; next: number }[] = []
  const push = (value: Value): void => {
    if (done.has(value)) return
    done.add(value)
    stack.push({ value, next: 0 })
  }
  for (const root of roots) {
    push(root)
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const operand = stop?.has(top.value) ? undefined : operandsOf(top.value)[top.next++]
      if (operand !== undefined) push(operand)
      else {
        order.push(top.value)
        stack.pop()
      }
    }
  }
  return order
}

/** The number of points of these variables. */
export const volume = (variables: readonly Variable[]): number =>
  variables.reduce((product, { extent }) => product * extent, 1)

/** Whether gradients flow to this value: a float that is not marked `stop`. */
export const isDifferentiable = (value: Value): boolean =>
  isFloat(value.dtype) && !(value.kind === 'comprehension' && value.stop)
