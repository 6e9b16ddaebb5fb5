/**
 * The graph of what somebody asks for: plain data, which every later pass reads. In: tensors, by name. Out: what can be
 * reached from them, checked and numbered.
 */
import { isFloat } from '../shapes/dtype.js'
import { ShapeError } from '../shapes/rule.js'
import type { Graph, Node } from './graph.js'
import { isSource } from './node.js'
import { samplesAmong } from './samples.js'
import { formatSite } from './site.js'
import { nodeOf, type AnyTensor } from './tensor.js'

export interface GraphRequest {
  readonly outputs: Readonly<Record<string, AnyTensor>>
  /** State slots: after a call, the leaf takes the value. */
  readonly updates?: readonly (readonly [leaf: AnyTensor, value: AnyTensor])[]
}

/** All nodes that the roots depend on, operands before users. */
function reachable(roots: readonly Node[]): Node[] {
  const seen = new Set<Node>(roots)
  // A set yields what is added while it is walked; ids increase from operands to users.
  for (const node of seen) for (const operand of node.operands) seen.add(operand)
  return [...seen].sort((a, b) => a.id - b.id)
}

/** Leaves are told apart by name in a program, so two may not share one. */
function checkNames(nodes: readonly Node[]): void {
  const byName = new Map<string, Node>()
  for (const node of nodes) {
    if (!isSource(node) || node.operator === 'constant') continue
    const name = String(node.attributes['name'])
    const other = byName.get(name)
    if (other !== undefined) {
      const places = [other, node].map(({ site }) => (site === undefined ? '?' : formatSite(site)))
      throw new ShapeError(`two leaves of one graph are named "${name}" (${places.join(' and ')})`, node.site)
    }
    byName.set(name, node)
  }
}

function checkUpdates(updates: readonly (readonly [Node, Node])[]): void {
  const updated = new Set<Node>()
  for (const [leaf, value] of updates) {
    const name = String(leaf.attributes['name'] ?? leaf.operator)
    if (leaf.operator !== 'parameter' && leaf.operator !== 'state')
      throw new ShapeError(`update: ${name} is not a parameter or a state`, value.site)
    if (updated.has(leaf)) throw new ShapeError(`update: ${name} is updated twice`, value.site)
    if (leaf.shape.join() !== value.shape.join() || leaf.dtype !== value.dtype)
      throw new ShapeError(
        `update: ${name} is ${leaf.dtype} [${leaf.shape.join(', ')}], its new value ${value.dtype} [${value.shape.join(', ')}]`,
        value.site,
      )
    updated.add(leaf)
  }
}

/** What stands for one sample has no value of its own. */
function checkClosed(nodes: readonly Node[], roots: readonly Node[]): void {
  const open = samplesAmong(nodes)
  const leaked = roots.find((root) => open.has(root))
  if (leaked !== undefined)
    throw new ShapeError(
      `${leaked.operator}: this tensor is of one sample of a vmap and is used outside of it`,
      leaked.site,
    )
}

/**
 * The graph of some outputs and updates: reachable nodes in recording order, renumbered from 0.
 *
 * @throws ShapeError when two leaves share a name, an update does not fit its leaf, or a result is one sample's alone
 * @example
 * const weight = parameter([3], init.ones, 'weight')
 * const loss = weight.mul(weight).sum()
 * const graph = graphOf({ outputs: { loss }, updates: [[weight, weight.mul(0.9)]] })
 * graph.nodes.map(({ operator }) => operator) // => [parameter, mul, sum, constant, mul]
 */
export function graphOf({ outputs, updates = [] }: GraphRequest): Graph {
  const pairs = updates.map(([leaf, value]) => [nodeOf(leaf), nodeOf(value)] as const)
  checkUpdates(pairs)
  const roots = [...Object.values(outputs).map(nodeOf), ...pairs.flat()]
  const found = reachable(roots)
  checkNames(found)
  checkClosed(found, roots)
  const number = new Map(found.map((node, id) => [node, id]))
  const idOf = (node: Node): number => number.get(node) as number
  const nodes: Node[] = []
  for (const [id, node] of found.entries()) {
    const operands = Object.freeze(node.operands.map((operand) => nodes[idOf(operand)] as Node))
    nodes.push(Object.freeze({ ...node, id, operands }))
  }
  return Object.freeze({
    nodes: Object.freeze(nodes),
    leaves: idsOf(nodes, (node) => isSource(node) && isFloat(node.dtype)),
    inputs: idsOf(nodes, (node) => isSource(node) && !isFloat(node.dtype)),
    outputs: Object.freeze(
      Object.fromEntries(
        Object.keys(outputs)
          .sort() // as serialize writes them, so that a graph read back lists them in the same order
          .map((name) => [name, idOf(nodeOf(outputs[name] as AnyTensor))]),
      ),
    ),
    updates: Object.freeze(pairs.map(([leaf, value]) => Object.freeze({ leaf: idOf(leaf), value: idOf(value) }))),
  })
}

const idsOf = (nodes: readonly Node[], wanted: (node: Node) => boolean): readonly number[] =>
  Object.freeze(nodes.filter(wanted).map(({ id }) => id))
