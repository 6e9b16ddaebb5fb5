/**
 * Reverse mode, graph to graph: one sweep over the values in reverse order, linear in the number of reads.
 *
 * In: outputs with their cotangents, and the values to differentiate with respect to. Out: a gradient for each, or null
 * for the structural zero (never an array of zeros, so that a disconnected 0·∞ does not arise).
 */
import { isFloat } from '../../shapes/dtype.js'
import { apply, read } from '../comprehension/expression.js'
import { readsOf } from '../comprehension/traverse.js'
import { comprehension, isDifferentiable, operandsOf, topologicalOrder } from '../comprehension/value.js'
import type { Comprehension, Expression, Value } from '../comprehension/types.js'
import { variablesFor } from '../primitives/map.js'
import { contribution, gradientName } from './adjoint.js'

/**
 * The gradients of Σ ⟨cotangent, value⟩.
 *
 * Ties: elementwise maximum and minimum ½ and ½; reductions all to the first winner. A value marked `stop` and integer
 * values pass nothing on; a stopped value that is itself asked for gets what arrives at it. A value of `stop` gets what
 * arrives along the way to it, and passes nothing on either.
 *
 * @throws Error when a cotangent's shape is not its value's, or a value has an epilogue.
 * @example
 * const [dw] = vjp([{ value: loss, cotangent: one }], [w])
 */
export function vjp(
  outputs: readonly { readonly value: Value; readonly cotangent: Value }[],
  wrt: readonly Value[],
  stop?: ReadonlySet<Value>,
): (Value | null)[] {
  const order = topologicalOrder(
    outputs.map(({ value }) => value),
    stop,
  )
  const needed = dependents(order, wrt)
  const arriving = new Map<Value, Value[]>()
  const add = (value: Value, part: Value): void => {
    const parts = arriving.get(value)
    if (parts) parts.push(part)
    else arriving.set(value, [part])
  }
  for (const { value, cotangent } of outputs) {
    if (cotangent.shape.join() !== value.shape.join()) {
      throw new Error(
        `the cotangent of ${value.name} [${value.shape.join(', ')}] has shape [${cotangent.shape.join(', ')}]`,
      )
    }
    add(value, cotangent)
  }
  const gradients = new Map<Value, Value>()
  for (const value of order.reverse()) {
    const parts = arriving.get(value)
    if (!parts || !needed.has(value) || !isFloat(value.dtype)) continue
    const cotangent = total(value, parts)
    gradients.set(value, cotangent)
    if (value.kind === 'leaf' || value.stop || stop?.has(value)) continue
    if (value.adjoint) {
      for (const [operand, part] of value.adjoint(cotangent)) if (needed.has(operand)) add(operand, part)
      continue
    }
    for (const site of readsOf(value.body)) {
      if (!needed.has(site.tensor) || !isFloat(site.tensor.dtype)) continue
      const part = contribution(value, cotangent, site)
      if (part !== null) add(site.tensor, part)
    }
  }
  return wrt.map((value) => gradients.get(value) ?? null)
}

/** The values through which a derivative can reach `wrt`, a stopped one only if it is asked for; `order` has operands first. */
function dependents(order: readonly Value[], wrt: readonly Value[]): ReadonlySet<Value> {
  const needed = new Set<Value>(wrt)
  for (const value of order) {
    if (isDifferentiable(value) && operandsOf(value).some((operand) => needed.has(operand))) needed.add(value)
  }
  return needed
}

/** How many parts one map adds: bodies stay within the limits of fusion. */
const partsPerSum = 16

/** The sum of all contributions, in the order in which they arrived. */
function total(value: Value, parts: readonly Value[]): Value {
  let queue = [...parts]
  while (queue.length > 1) queue = [sumOfParts(value, queue.slice(0, partsPerSum)), ...queue.slice(partsPerSum)]
  return queue[0]!
}

function sumOfParts(value: Value, parts: readonly Value[]): Comprehension {
  const out = variablesFor(value.shape)
  const body = parts.map((part): Expression => read(part, out)).reduce((sum, term) => apply('add', sum, term))
  return comprehension({ name: gradientName(value), dtype: value.dtype, out, body, like: value, site: value.site })
}
