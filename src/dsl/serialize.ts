/**
 * A graph as text and back. The text is JSON with sorted keys, so that equal graphs give equal bytes; −0 is written as
 * `-0`, which JSON can say, and NaN and the infinities, which it cannot, as `{"$number":"NaN"}`.
 */
import type { Attribute, Graph, Node, Site } from './graph.js'
import { findOperator } from './operator.js'
import { isSource } from './node.js'
import { findRequest } from './request.js'
import { GraphTextError, graphFormat, readGraphText } from './graph-text.js'
import { sha256 } from './sha256.js'

export interface SerializeOptions {
  /** Rewrites call sites, for example to paths relative to the model; undefined leaves a site out. */
  readonly site?: (site: Site) => Site | undefined
}

const special = (value: number): string =>
  Number.isFinite(value) ?
    Object.is(value, -0) ?
      '-0'
    : String(value)
  : `{"$number":"${value}"}`

/** JSON with sorted keys. Attributes nest a few levels, so this may recurse. */
function write(value: unknown): string {
  if (typeof value === 'number') return special(value)
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(write).join(',')}]`
  const entries = Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${write(item)}`).join(',')}}`
}

const nodeData = (node: Node, options: SerializeOptions): object => ({
  operator: node.operator,
  operands: node.operands.map(({ id }) => id),
  attributes: node.attributes,
  shape: node.shape,
  dtype: node.dtype,
  site: node.site && (options.site === undefined ? node.site : options.site(node.site)),
})

/**
 * The graph as JSON text, one node a line; equal graphs give equal text.
 *
 * @example
 * const x = input('x', ['batch', 4])
 * const text = serialize(graphOf({ outputs: { y: x.relu() } }))
 * JSON.parse(text).outputs // => { y: 1 }
 */
export function serialize(graph: Graph, options: SerializeOptions = {}): string {
  const nodes = graph.nodes.map((node) => write(nodeData(node, options))).join(',\n')
  const { leaves, inputs, outputs, updates } = graph
  return `{"format":"${graphFormat}","nodes":[\n${nodes}\n],"leaves":${write(leaves)},"inputs":${write(inputs)},"outputs":${write(outputs)},"updates":${write(updates)}}\n`
}

/**
 * The hash of what the graph computes: of everything but its call sites.
 *
 * @example
 * const graph = () => graphOf({ outputs: { y: input('x', ['batch', 4]).relu() } })
 * graphHash(graph()) === graphHash(graph()) // => true
 */
export const graphHash = (graph: Graph): string => sha256(serialize(graph, { site: () => undefined }))

function deepFreeze<T extends Attribute | Site | undefined>(value: T): T {
  if (typeof value !== 'object' || value === null) return value
  for (const item of Object.values(value)) deepFreeze(item as Attribute)
  return Object.freeze(value)
}

/**
 * The graph that `serialize` wrote.
 *
 * @throws GraphTextError when the text is not JSON or no graph, names an operator that is not there, or gives one what it does
 *   not take
 * @example
 * const x = input('x', ['batch', 4])
 * const text = serialize(graphOf({ outputs: { y: x.relu() } }))
 * deserialize(text).nodes.length // => 2
 */
export function deserialize(text: string): Graph {
  const data = readGraphText(text)
  const nodes: Node[] = []
  for (const [id, { operator, operands, attributes, shape, dtype, site }] of data.nodes.entries()) {
    const node: Node = {
      id,
      operator,
      operands: Object.freeze(operands.map((operand) => operandAt(nodes, operand, id))),
      attributes: deepFreeze(attributes),
      shape: deepFreeze(shape),
      dtype,
      site: deepFreeze(site),
    }
    if (!isSource(node)) checkOperator(node)
    nodes.push(Object.freeze(node))
  }
  const { leaves, inputs, outputs, updates } = data
  const named = [
    ...leaves,
    ...inputs,
    ...Object.values(outputs),
    ...updates.flatMap(({ leaf, value }) => [leaf, value]),
  ]
  for (const id of named)
    if (nodes[id] === undefined) throw new GraphTextError(`there is no node ${id}; there are ${nodes.length}`)
  return Object.freeze({
    nodes: Object.freeze(nodes),
    leaves: Object.freeze(leaves),
    inputs: Object.freeze(inputs),
    outputs: Object.freeze(outputs),
    updates: Object.freeze(updates.map((update) => Object.freeze(update))),
  })
}

function operandAt(nodes: readonly Node[], operand: number, id: number): Node {
  const node = nodes[operand]
  if (node === undefined)
    throw new GraphTextError(`node ${id} refers to node ${operand}, which does not come before it`)
  return node
}

/** A hand-edited graph must not get past the rule that the recording would have stopped it with. */
function checkOperator(node: Node): void {
  const { id, operands, attributes } = node
  const operator = findOperator(node.operator) ?? findRequest(node.operator)
  if (operator === undefined) throw new GraphTextError(`there is no operator "${node.operator}" (node ${id})`)
  let result: ReturnType<typeof operator.infer>
  try {
    result = operator.infer(operands, attributes)
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : String(thrown)
    throw new GraphTextError(`node ${id} (${node.operator}) has other operands or attributes than the operator: ${why}`)
  }
  if (typeof result === 'string') throw new GraphTextError(`node ${id}: ${result}`)
  if (result.shape.join() !== node.shape.join() || result.dtype !== node.dtype)
    throw new GraphTextError(
      `node ${id} (${node.operator}) is written as ${node.dtype} [${node.shape.join(', ')}], its operands give ${result.dtype} [${result.shape.join(', ')}]`,
    )
}
