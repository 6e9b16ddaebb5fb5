/**
 * A graph as text for drawing programs: DOT, the language of Graphviz. (As data it is JSON: serialize.ts.)
 *
 * In: a graph. Out: one box for each node with operator, shape and dtype; outputs and updates are marked.
 */
import { formatShape } from '../shapes/message.js'
import type { Graph, Node } from './graph.js'
import { isSource } from './node.js'

const quoted = (text: string): string => `"${text.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n')}"`

const labelOf = ({ operator, attributes, dtype, shape }: Node): string => {
  const name = attributes['name']
  return `${operator}${typeof name === 'string' ? ` ${name}` : ''}\n${dtype} ${formatShape(shape)}`
}

/**
 * The graph in DOT, the same text for the same graph: operands point at users, leaves are rounded, outputs have an oval of
 * their own, and an update is a dashed arrow from the new value to its leaf.
 *
 * @example
 * const graph = graphOf({ outputs: { y: input('x', ['n', 3]).relu() } })
 * toDot(graph).split('\n')[2]?.trim() // => n0 [label="input x\nf32 [n, 3]", style=rounded]
 */
export function toDot(graph: Graph): string {
  const lines = graph.nodes.flatMap((node) => [
    `  n${node.id} [label=${quoted(labelOf(node))}${isSource(node) ? ', style=rounded' : ''}]`,
    ...node.operands.map(({ id }) => `  n${id} -> n${node.id}`),
  ])
  const outputs = Object.entries(graph.outputs).flatMap(([name, id], at) => [
    `  o${at} [label=${quoted(name)}, shape=oval]`,
    `  n${id} -> o${at}`,
  ])
  const updates = graph.updates.map(({ leaf, value }) => `  n${value} -> n${leaf} [style=dashed]`)
  return ['digraph {', '  node [shape=box]', ...lines, ...outputs, ...updates, '}', ''].join('\n')
}
