/**
 * The dumbest lowering there is: every comprehension a statement of its own, every tensor row-major, nothing fused, nothing
 * absorbed. It lets the back half be tested on real programs, with all the guards and general addresses that the front
 * half would otherwise remove.
 */
import { topologicalOrder } from '../../../src/dsl/comprehension/value.js'
import type {
  Comprehension,
  Expression,
  Index,
  Program,
  Value,
  Variable,
} from '../../../src/dsl/comprehension/types.js'
import type {
  Address,
  Buffer,
  LoweredExpression,
  LoweredProgram,
  Statement,
  Store,
} from '../../../src/codegen/statement.js'
import { at, buffer } from './support.js'

export function lowerDirectly(program: Program): LoweredProgram {
  const outputs = new Map(program.outputs.map(({ name, value }) => [value, name]))
  const tensors = new Map<Value, Buffer>()
  const bufferOf = (value: Value): Buffer => {
    let found = tensors.get(value)
    if (!found) {
      const role =
        value.kind === 'leaf' ? 'leaf'
        : outputs.has(value) ? 'output'
        : 'temporary'
      found = buffer(value.name, value.shape, {
        role,
        dtype: value.dtype,
        ...(value.kind === 'leaf' ? { leaf: value } : {}),
      })
      tensors.set(value, found)
    }
    return found
  }
  for (const leaf of program.leaves) bufferOf(leaf)

  const address = (value: Value, indices: readonly Index[]): Address => {
    const target = bufferOf(value)
    let base = 0
    const terms = new Map<Index['terms'][number]['atom'], number>()
    indices.forEach((index, axis) => {
      base += index.constant * target.strides[axis]!
      for (const { atom, coefficient } of index.terms)
        terms.set(atom, (terms.get(atom) ?? 0) + coefficient * target.strides[axis]!)
    })
    if ([...terms.keys()].every((atom) => atom.kind === 'variable'))
      return { kind: 'affine', buffer: target, base, strides: terms as Map<Variable, number> }
    return { kind: 'general', buffer: target, index: at(base, ...terms) }
  }
  const lower = (root: Expression): LoweredExpression => {
    const done = new Map<Expression, LoweredExpression>()
    const go = (one: Expression): LoweredExpression => {
      const known = done.get(one)
      if (known) return known
      const result: LoweredExpression =
        one.kind === 'read' ? { kind: 'load', id: one.id, address: address(one.tensor, one.at) }
        : one.kind === 'apply' ? { kind: 'apply', id: one.id, function: one.function, arguments: one.arguments.map(go) }
        : one.kind === 'select' ?
          { kind: 'select', id: one.id, guards: one.guards, then: go(one.then), otherwise: go(one.otherwise) }
        : one
      done.set(one, result)
      return result
    }
    return go(root)
  }
  const statements: Statement[] = []
  const emit = (value: Comprehension): void => {
    const stores: Store[] = [
      {
        address: address(
          value,
          value.scatter ?
            value.scatter.at
          : value.out.map((variable) => at(0, ...(variable.extent === 1 ? [] : [[variable, 1] as const]))),
        ),
        value: value.post && lower(value.post),
        winner: false,
      },
    ]
    statements.push({
      id: value.id,
      name: value.name,
      loops: value.scatter ? [] : value.out,
      over: value.over,
      reduce: value.reduce,
      where: value.where,
      body: lower(value.body),
      stores,
      ...(value.scatter ? { scatterGuards: value.scatter.guards } : {}),
      unrolled: new Set(),
      formula: value.name,
      sites: [],
    })
  }
  const roots = [...program.outputs.map(({ value }) => value), ...program.updates.map(({ value }) => value)]
  for (const value of topologicalOrder(roots)) if (value.kind === 'comprehension') emit(value)
  for (const { leaf, value } of program.updates) {
    const [from, to] = [bufferOf(value), bufferOf(leaf)]
    const flat: Variable = { kind: 'variable', id: 0, extent: from.elements, name: 'i' }
    const everywhere = (target: Buffer): Address => ({
      kind: 'affine',
      buffer: target,
      base: 0,
      strides: new Map([[flat, 1]]),
    })
    statements.push({
      id: leaf.id,
      name: `keep_${leaf.name}`,
      loops: [flat],
      over: [],
      reduce: 'none',
      body: { kind: 'load', id: 0, address: everywhere(from) },
      stores: [{ address: everywhere(to), value: null, winner: false }],
      unrolled: new Set(),
      formula: leaf.name,
      sites: [],
    })
  }
  return {
    name: program.name,
    statements,
    buffers: [...tensors.values()],
    outputs: program.outputs.map(({ name, value }) => ({ name, buffer: bufferOf(value) })),
    tensors,
  }
}
