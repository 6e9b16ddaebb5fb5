/**
 * Tensors of one sample: what `sample` nodes, and all that is made from them, are until a `batched` node closes them. They
 * have no value of their own, so they may not be asked for as outputs.
 *
 * In: nodes, operands before users. Out: those with an open sample.
 */
import type { Node } from './graph.js'

const none: ReadonlySet<Node> = new Set()

/** The open samples of each node that has any. Sets are shared by nodes with the same ones: graphs are long. */
function openSamplesOf(nodes: readonly Node[]): Map<Node, ReadonlySet<Node>> {
  const open = new Map<Node, ReadonlySet<Node>>()
  for (const node of nodes) {
    let all = none
    const add = (more: ReadonlySet<Node>): void => {
      if (all === none) all = more
      else if (![...more].every((sample) => all.has(sample))) all = new Set([...all, ...more])
    }
    const samples = node.operator === 'batched' ? node.operands.slice(1) : []
    for (const operand of node.operands) add(open.get(operand) ?? none)
    if (samples.some((sample) => all.has(sample))) all = new Set([...all].filter((sample) => !samples.includes(sample)))
    if (node.operator === 'sample') all = new Set([...all, node])
    if (all.size > 0) open.set(node, all)
  }
  return open
}

/** The nodes that stand for one sample. */
export const samplesAmong = (nodes: readonly Node[]): ReadonlySet<Node> =>
  nodes.some(({ operator }) => operator === 'sample') ? new Set(openSamplesOf(nodes).keys()) : none
