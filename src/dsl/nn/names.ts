/**
 * Names of parameters and state. A parameter does not know where it is held; the model does: in the layer `hidden`, field
 * `weight`. Here the names are found and written into the leaves of a traced graph.
 */
import type { Graph, Node } from '../graph.js'
import { nodeOf } from '../tensor.js'
import type { AnyLayer } from './layer.js'

/** Names by the unique name a parameter was recorded under. */
export type Names = ReadonlyMap<string, string>

export const recordedName = (node: Node): string => String(node.attributes['name'])

/** `hidden.weight`, and `0.weight` below it for the layers of a sequential. */
function nameLayer(path: string, { parameters, children }: AnyLayer, names: Map<string, string>): void {
  for (const [field, tensor] of Object.entries(parameters)) {
    const recorded = recordedName(nodeOf(tensor))
    // A layer used under two names keeps the first: it is one tensor.
    if (!names.has(recorded)) names.set(recorded, `${path}.${field}`)
  }
  children.forEach((child, position) => nameLayer(`${path}.${position}`, child, names))
}

/**
 * The names of a model's parameters: from the layers record where it holds them, from `parameter(…, name)` where that
 * was given, else `parameter0`, `parameter1`, … (`state0`, … for state) in the order of their creation.
 *
 * @throws Error when two different parameters get the same name.
 */
export function nameParameters(layers: Readonly<Record<string, AnyLayer>>, parameters: readonly Node[]): Names {
  const names = new Map<string, string>()
  for (const [name, layer] of Object.entries(layers)) nameLayer(name, layer, names)
  let unnamed = 0
  for (const node of parameters) {
    const recorded = recordedName(node)
    if (names.has(recorded)) continue
    const automatic = recorded.startsWith(`${node.operator}#`)
    names.set(recorded, automatic ? `${node.operator}${unnamed++}` : recorded)
  }
  const used = new Map<string, string>()
  for (const node of parameters) {
    const name = names.get(recordedName(node)) as string
    if (used.has(name) && used.get(name) !== recordedName(node))
      throw new Error(`model: two parameters are named ${name}`)
    used.set(name, recordedName(node))
  }
  return names
}

const persistent: ReadonlySet<string> = new Set(['parameter', 'state'])

/** The graph with its parameters and state under their names in the model. */
export function renameParameters(graph: Graph, names: Names): Graph {
  const renamed: Node[] = []
  for (const node of graph.nodes) {
    const name = persistent.has(node.operator) ? names.get(recordedName(node)) : undefined
    renamed.push(
      Object.freeze({
        ...node,
        operands: node.operands.map(({ id }) => renamed[id] as Node),
        attributes: name === undefined ? node.attributes : { ...node.attributes, name },
      }),
    )
  }
  return { ...graph, nodes: renamed }
}
