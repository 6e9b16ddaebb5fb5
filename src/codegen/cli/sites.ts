/**
 * Call sites in author's terms. A stack trace names absolute paths; a build must not contain any, and must be the same
 * in every folder: so sites become relative to the folder of model.ts before anything is compiled.
 */
import { relative } from 'node:path'
import type { Graph, Node } from '../../dsl/graph.js'
import type { Model } from '../../dsl/nn/model.js'
import { pathOf } from './place.js'

/** The same graph with every site's file relative to `folder`, with forward slashes. */
function withRelativeSites(graph: Graph, folder: string): Graph {
  const moved = new Map<Node, Node>()
  // Operands come before their users, so one pass over the list is enough.
  for (const node of graph.nodes) {
    const site =
      node.site && Object.freeze({ ...node.site, file: relative(folder, pathOf(node.site.file)).replaceAll('\\', '/') })
    const operands = Object.freeze(node.operands.map((operand) => moved.get(operand) ?? operand))
    moved.set(node, Object.freeze({ ...node, operands, site }))
  }
  return { ...graph, nodes: graph.nodes.map((node) => moved.get(node) ?? node) }
}

/** The model with every call site relative to `folder`. */
export function modelRelativeTo(folder: string, model: Model): Model {
  const { step, evaluate, predict } = model.graphs
  const move = (graph: Graph) => withRelativeSites(graph, folder)
  return { ...model, graphs: { step: move(step), evaluate: move(evaluate), predict: move(predict) } }
}
