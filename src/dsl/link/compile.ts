/**
 * Lowering: a graph over typed contexts becomes a tape, at given leaves. One fold: each node is evaluated where the nodes
 * before it have been, and pushed with a closure that calls its vjp and names the positions it contributes to.
 *
 * In: GraphData (or a recorded graph), leaves, Δ. Out: a tape of |Γ| + |ss| nodes, and the context of their values.
 */
import type { ScalarDomain } from '../domain/scalar-domain.js'
import type { LeafData } from '../executor.js'
import type { Graph } from '../graph.js'
import type { AnyNodeData, GraphData } from './graph-data.js'
import { graphData, type RecordedGraphData, type RecordedOptions } from './recorded.js'
import { leafNodeOfAny, Tape } from './tape.js'
import { TList, type Context } from './tensor-list.js'
import type { AnyTensorValue } from './tensor-value.js'

/** A tape, and the values of its nodes as a typed list. */
export interface Compiled<G extends Context, T> {
  readonly tape: Tape<T>
  readonly context: TList<G, T>
}

/**
 * Appends one leaf for each entry of a list, in order.
 *
 * @example
 * const tape = new link.Tape(link.f64)
 * link.addLeaves(tape, link.TList.zero(link.f64, [[2], [3]]))
 * tape.nodes.length // => 2
 */
export function addLeaves<T>(tape: Tape<T>, leaves: TList<Context, T>): void {
  for (const tensor of leaves.toAnyArray()) tape.addNode(leafNodeOfAny(tensor))
}

/**
 * The tape of a graph at given leaves.
 *
 * @example
 * const x = link.TList.empty(link.f64).snoc(link.tensorValue(link.f64, [2], [1, 2]))
 * const graph = link.GraphData.empty<readonly [readonly [2]], number>(link.f64, [[2]])
 * link.compileAuxData(graph, x, undefined).tape.nodes.length // => 1
 */
export function compileAuxData<G extends Context, Ss extends Context, T, D>(
  graph: GraphData<G, Ss, T, D>,
  x: TList<G, T>,
  environment: D,
): Compiled<readonly [...G, ...Ss], T> {
  const { domain, shapes, context } = graph
  const tape = new Tape(domain)
  addLeaves(tape, x.cast<Context>(context))
  const values = new Map<number, AnyTensorValue<T>>(tape.nodes.map(({ value }, id) => [id, value]))
  // The list that nodes read; it fills up as they are pushed.
  const list = TList.of<Context, T>(domain, shapes, values)
  for (const node of graph.nodes) {
    const value = node.forward(list, environment)
    values.set(tape.nodes.length, value)
    tape.addNode({
      name: node.name,
      value,
      requiresGrad: true,
      parents: node.parents,
      backward: (cotangent) => contributionsOf(node, list, environment, cotangent),
    })
  }
  return { tape, context: TList.of(domain, shapes, values) }
}

function contributionsOf<T, D>(
  node: AnyNodeData<T, D>,
  context: TList<Context, T>,
  environment: D,
  cotangent: AnyTensorValue<T>,
): { readonly parent: number; readonly gradient: AnyTensorValue<T> }[] {
  return Array.from(node.vjp(context, environment, cotangent).entries(), ([parent, gradient]) => ({ parent, gradient }))
}

/**
 * The tape of a recorded graph at given leaves, with the graph it was lowered from.
 *
 * @throws BindError, DomainError as graphData
 * @example
 * const x = input('x', [2])
 * const graph = graphOf({ outputs: { loss: x.square().sum() } })
 * const { tape } = link.compileAux(graph, link.f64, new Map([['x', [3, 4]]]))
 * tape.backwardScalar(2).get(0)!.cells // => [6, 8]
 */
export function compileAux<T>(
  graph: Graph,
  domain: ScalarDomain<T>,
  numbers: LeafData,
  options: RecordedOptions = {},
): Compiled<Context, T> & { readonly recorded: RecordedGraphData<T> } {
  const recorded = graphData(graph, domain, options)
  return { ...compileAuxData(recorded.data, recorded.inputs(numbers), numbers), recorded }
}
