/**
 * Forward mode, graph to graph: the tangent of each comprehension is a comprehension over the same loops.
 *
 * In: outputs, and tangents of some values. Out: the tangent of each output, or null for the structural zero.
 */
import { isFloat } from '../../shapes/dtype.js'
import { apply, constant, read, select } from '../comprehension/expression.js'
import { replace } from '../comprehension/substitute.js'
import { comprehension, isDifferentiable, topologicalOrder } from '../comprehension/value.js'
import type { Comprehension, Expression, Value } from '../comprehension/types.js'
import { tangentOf } from './tangent.js'
import { isWinner } from './winner.js'

/**
 * The directional derivatives of the outputs. A value that has a tangent of its own keeps it, whatever its operands do; a
 * value of `stop` without one does not move.
 *
 * @throws Error when a tangent's shape is not its value's, or a value has an epilogue.
 * @example
 * const [dy] = jvp([y], new Map([[x, dx]]))
 */
export function jvp(
  outputs: readonly Value[],
  tangents: ReadonlyMap<Value, Value>,
  stop?: ReadonlySet<Value>,
): (Value | null)[] {
  const known = new Map<Value, Value>()
  for (const [value, tangent] of tangents) {
    if (value.shape.join() !== tangent.shape.join()) {
      throw new Error(
        `the tangent of ${value.name} [${value.shape.join(', ')}] has shape [${tangent.shape.join(', ')}]`,
      )
    }
    if (isFloat(value.dtype)) known.set(value, tangent)
  }
  for (const value of topologicalOrder(outputs, stop)) {
    if (known.has(value) || stop?.has(value) || value.kind === 'leaf' || !isDifferentiable(value)) continue
    const tangent = pushForward(value, known)
    if (tangent) known.set(value, tangent)
  }
  return outputs.map((value) => known.get(value) ?? null)
}

function pushForward(value: Comprehension, known: ReadonlyMap<Value, Value>): Comprehension | null {
  if (value.post !== null) throw new Error(`${value.name} has an epilogue: differentiation comes before fusion`)
  let body = tangentOf(value.body, ({ tensor, at }) => {
    const tangent = known.get(tensor)
    return tangent ? read(tangent, at) : null
  })
  if (body === null) return null
  // exp' = exp and its like read the stored output instead of computing the function again.
  if (value.reduce === 'none' && value.body.kind === 'apply') body = replace(body, value.body, read(value, value.out))
  return tangentValue(value, body)
}

function tangentValue(value: Comprehension, body: Expression): Comprehension {
  const extreme = value.reduce === 'max' || value.reduce === 'min'
  const routed = (): Expression => select(value.where ?? [], apply('where', isWinner(value), body, constant(0)))
  return comprehension({
    name: value.name.endsWith('_tangent') ? value.name : `${value.name}_tangent`,
    dtype: value.dtype,
    out: value.out,
    over: value.over,
    reduce: extreme ? 'sum' : value.reduce,
    body: extreme ? routed() : body,
    scatter: value.scatter,
    like: value,
    site: value.site,
  })
}
