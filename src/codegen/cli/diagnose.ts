/**
 * A loss that stopped being finite: which node was the first, and on which line? The step is run once more in the f64
 * reference, node by node, from the very memory it started with; a value too large for f32 counts as infinite.
 */
import type { Leaf, Value } from '../../dsl/comprehension/types.js'
import { leafValues } from '../../dsl/executor.js'
import { expandNodes } from '../../dsl/expand.js'
import type { Node } from '../../dsl/graph.js'
import { interpret } from '../../dsl/interpret.js'
import type { Model } from '../../dsl/nn/model.js'
import type { Failure } from '../../runtime/train.js'
import { shownPath, type Place } from './code-frame.js'
import { pathOf } from './load-model.js'

const largestF32 = 3.4028234663852886e38

export interface Diagnosis {
  readonly message: string
  readonly place: Place | undefined
}

/** Finds the first node, in recording order, whose value is not finite although its operands are. */
export function diagnose(model: Model, { instance, entry }: Failure): Diagnosis {
  const graph = model.graphs.step
  const { values } = expandNodes(graph, { name: 'diagnosis', binding: entry.binding, training: true })
  const data = new Map<string, ArrayLike<number>>()
  for (const views of [instance.parameters, instance.state, instance.scalars, entry.inputs]) {
    for (const [name, view] of views) data.set(name, view.read())
  }
  const computed = interpret(values, (leaf: Leaf) => leafValues(leaf, data))
  const at = (value: Value): ArrayLike<number> =>
    value.kind === 'leaf' ? leafValues(value, data) : (computed.get(value) ?? [])
  for (const node of graph.nodes) {
    const value = values[node.id]
    const wrong = value === undefined ? -1 : firstNotFinite(at(value))
    if (value !== undefined && wrong >= 0) return report(node, at(value)[wrong] ?? NaN, wrong)
  }
  return {
    message: 'in f64 every value of this step is finite: a rounding or overflow inside one f32 kernel made it',
    place: undefined,
  }
}

function firstNotFinite(values: ArrayLike<number>): number {
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number
    if (!(Math.abs(value) <= largestF32)) return i
  }
  return -1
}

function report(node: Node, value: number, element: number): Diagnosis {
  const shown = Number.isFinite(value) ? `${value.toExponential(2)}, too large for f32` : String(value)
  const place = node.site && { file: pathOf(node.site.file), line: node.site.line, column: node.site.column }
  const where = place === undefined ? '' : ` at ${shownPath(place.file)}:${place.line}:${place.column}`
  const name = node.attributes['name']
  const what = node.operands.length === 0 && typeof name === 'string' ? `${node.operator} ${name}` : node.operator
  return {
    message: `the first node that is not finite is ${what} [${node.shape.join(', ')}]${where}: element ${element} is ${shown}`,
    place,
  }
}
