/**
 * applyGraph: a recorded graph as a function of its leaves, so that whatever takes a function of tensors takes a graph.
 * Together with `graphOf` every transformation is one from graph to graph.
 */
import { formatShape } from '../../shapes/message.js'
import { ShapeError } from '../../shapes/rule.js'
import type { Graph, Node, SourceOperator } from '../graph.js'
import { record, recordRequest, source } from '../record.js'
import { isSource } from '../node.js'
import { findRequest } from '../request.js'
import { captureSite } from '../site.js'
import { isTensor, type AnyTensor } from '../tensor.js'

const same = (leaf: Node, given: AnyTensor): boolean =>
  leaf.dtype === given.dtype && leaf.shape.join() === given.shape.join()

/** The tensor given for this leaf, or a leaf like it. */
function leafFor(leaf: Node, inputs: Readonly<Record<string, unknown>>): AnyTensor {
  const { operator, attributes, shape, dtype } = leaf
  const name = String(attributes['name'])
  if (operator === 'constant' || !Object.hasOwn(inputs, name))
    return source(operator as SourceOperator, { ...attributes, shape, dtype })
  const given = inputs[name]
  if (!isTensor(given)) throw new TypeError(`applyGraph: ${name} is not a tensor (${typeof given})`)
  if (!same(leaf, given)) {
    const [want, got] = [`${dtype} ${formatShape(shape)}`, `${given.dtype} ${formatShape(given.shape)}`]
    throw new ShapeError(`applyGraph: leaf ${name} is ${want}, got ${got}`, captureSite())
  }
  return given
}

/**
 * The outputs of a graph, recorded again on other tensors: each leaf that is named in `inputs` is replaced, of the others new
 * ones are made (so name those that the tensors around it use too). State updates of the graph are left out.
 *
 * @throws ShapeError when a tensor has not its leaf's type, or there is no leaf of a name
 * @example
 * const [w, x] = [input('w', [3]), input('x', [3])]
 * const graph = graphOf({ outputs: { loss: w.mul(x).square().sum() } })
 * const loss = (v: Tensor<[3]>) => applyGraph(graph, { w: v })['loss'] as Tensor<[]>
 * const slopes = graphOf({ outputs: { w: grad(loss)(w) } })
 * const rows = vmap(loss)(input('rows', ['batch', 3])) // => [batch]
 */
export function applyGraph(
  graph: Graph,
  inputs: Readonly<Record<string, AnyTensor>> = {},
): Readonly<Record<string, AnyTensor>> {
  const leaves = new Set(graph.nodes.filter(isSource).map(({ attributes }) => String(attributes['name'])))
  const unknown = Object.keys(inputs).find((name) => !leaves.has(name))
  if (unknown !== undefined) throw new ShapeError(`applyGraph: the graph has no leaf ${unknown}`, captureSite())
  const made: AnyTensor[] = []
  for (const node of graph.nodes) {
    const operands = node.operands.map(({ id }) => made[id] as AnyTensor) // operands come before their users
    made.push(
      isSource(node) ? leafFor(node, inputs)
      : findRequest(node.operator) === undefined ? record(node.operator, operands, node.attributes)
      : recordRequest(node.operator, operands, node.attributes),
    )
  }
  return Object.fromEntries(Object.entries(graph.outputs).map(([name, id]) => [name, made[id] as AnyTensor]))
}
