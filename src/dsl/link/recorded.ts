/**
 * From a recorded graph to GraphData: Γ are its float leaves, ss its float nodes in recording order, Δ its integers and
 * whatever is computed from integers or comparisons alone. The forward, jvp and vjp of a node are derived from the
 * comprehensions that its operator expands to.
 *
 * In: a graph, a binding, a domain. Out: nodes in that domain, and which position each recorded node has.
 */
import { isFloat } from '../../shapes/dtype.js'
import type { Binding } from '../bind.js'
import type { Leaf, Value } from '../comprehension/types.js'
import { leaf as makeLeaf, operandsOf } from '../comprehension/value.js'
import { jvp } from '../differentiate/jvp.js'
import { vjp } from '../differentiate/vjp.js'
import type { Cells, ScalarDomain } from '../domain/scalar-domain.js'
import { prepareEvaluation, type Prepare, type PreparedEvaluation } from '../evaluate/prepare.js'
import { leafValues, type LeafData } from '../executor.js'
import { expandNodes } from '../expand.js'
import type { Graph, Node } from '../graph.js'
import { samplesAmong } from '../samples.js'
import { GraphData, type AnyNodeData } from './graph-data.js'
import { TList, type Context } from './tensor-list.js'
import { tensorValue, zerosLike, type AnyTensorValue, type Sizes } from './tensor-value.js'

export interface RecordedOptions {
  /** Sizes for the named dims of the graph. */
  readonly binding?: Binding
  /** False makes dropout the identity. Default true. */
  readonly training?: boolean
  /** Which nodes have a place in ss; what others compute is computed inside the nodes that read it. Default: all floats. */
  readonly entries?: (node: Node) => boolean
}

/** A recorded graph in a domain. */
export interface RecordedGraphData<T> {
  readonly data: GraphData<Context, Context, T, LeafData>
  /** Names of the leaves, by position. */
  readonly leaves: readonly string[]
  /** The position in Γ ++ ss of each float node, by its id in the graph. */
  readonly positions: ReadonlyMap<number, number>
  /** The leaves of Γ with these numbers, by name. */
  readonly inputs: (numbers: LeafData) => TList<Context, T>
}

/**
 * The nodes of a recorded graph over a scalar domain. The environment of its nodes, Δ, is data for integer leaves by name.
 * A domain with an evaluator of its own comes with its `prepare`.
 *
 * @throws BindError when a named dim has no size; DomainError, when a node runs, for a function the domain lacks
 * @example
 * const x = input('x', [2])
 * const { data, inputs } = link.graphData(graphOf({ outputs: { loss: x.square().sum() } }), link.f64)
 * const numbers = new Map([['x', [3, 4]]])
 * data.eval(inputs(numbers), numbers).toAnyArray()[2]!.cells // => [25]
 */
export function graphData<T>(
  graph: Graph,
  domain: ScalarDomain<T>,
  { binding = {}, training = true, entries = () => true }: RecordedOptions = {},
  prepare: Prepare<Cells<T>> = (roots, stop) => prepareEvaluation(domain, roots, stop),
): RecordedGraphData<T> {
  const { values } = expandNodes(graph, { name: 'link', binding, training })
  const inContext = new Map<Value, number>()
  const positions = new Map<number, number>()
  const leaves = graph.leaves.filter((id) => graph.nodes[id]!.operator !== 'constant')
  leaves.forEach((id, position) => {
    inContext.set(values[id]!, position)
    positions.set(id, position)
  })
  const context = leaves.map((id) => values[id]!.shape)
  const nodes: AnyNodeData<T, LeafData>[] = []
  const samples = samplesAmong(graph.nodes)
  for (const node of graph.nodes) {
    const { id, operator, dtype } = node
    if (positions.has(id) || !isFloat(dtype) || samples.has(node) || !entries(node)) continue
    const value = values[id]!
    const position = context.length + nodes.length
    positions.set(id, position)
    nodes.push(new RecordedNode(domain, prepare, operator, value, frontier(value, inContext)))
    // A constant is no place where gradients arrive, and a value that is there already keeps its place.
    if (operator !== 'constant' && !inContext.has(value)) inContext.set(value, position)
  }
  const names = leaves.map((id) => (values[id] as Leaf).name)
  const inputs = (numbers: LeafData): TList<Context, T> => {
    const given = leaves.map((id, at) => [
      at,
      tensorValue(domain, context[at]!, leafValues(values[id] as Leaf, numbers)),
    ])
    return TList.of<Context, T>(domain, context, new Map(given as [number, AnyTensorValue<T>][])) // pairs, as built above
  }
  return { data: GraphData.of(domain, context, nodes), leaves: names, positions, inputs }
}

/** The values of the context that this one is computed from, with their positions, ascending. */
function frontier(value: Value, context: ReadonlyMap<Value, number>): ReadonlyMap<Value, number> {
  const found = new Map<Value, number>()
  const seen = new Set<Value>([value])
  // A set yields what is added while it is walked.
  for (const at of seen) {
    const position = context.get(at)
    if (position === undefined) for (const operand of operandsOf(at)) seen.add(operand)
    else found.set(at, position)
  }
  return new Map([...found].sort(([, a], [, b]) => a - b))
}

const companion = (name: string, of: Value): Leaf => makeLeaf({ name, shape: of.shape, dtype: of.dtype, role: 'input' })

/** Values to compute in one evaluation, with the leaves that stand for tangents or a cotangent. */
interface Derived<T> {
  readonly run: PreparedEvaluation<Cells<T>>
  readonly results: readonly Value[]
}

/** A node of a recorded graph. Its programs are derived when they are first asked for. */
class RecordedNode<T> implements AnyNodeData<T, LeafData> {
  readonly shape: Sizes
  readonly parents: readonly number[]
  readonly #stop: ReadonlySet<Value>
  #forward: Derived<T> | undefined
  #vjp: (Derived<T> & { readonly cotangent: Leaf; readonly parents: readonly number[] }) | undefined
  /** One program for each set of operands that move. */
  readonly #jvps = new Map<string, (Derived<T> & { readonly moving: ReadonlyMap<Value, number> }) | null>()

  constructor(
    readonly domain: ScalarDomain<T>,
    readonly prepare: Prepare<Cells<T>>,
    readonly name: string,
    readonly value: Value,
    readonly operands: ReadonlyMap<Value, number>,
  ) {
    this.shape = value.shape
    this.parents = [...operands.values()]
    this.#stop = new Set(operands.keys())
  }

  forward(context: TList<Context, T>, environment: LeafData): AnyTensorValue<T> {
    this.#forward ??= { run: this.prepare([this.value], this.#stop), results: [this.value] }
    return this.#evaluate(this.#forward, this.#lookup(context), environment)[0]!
  }

  jvp(context: TList<Context, T>, tangents: TList<Context, T>, environment: LeafData): AnyTensorValue<T> | null {
    const moves = [...this.operands].filter(([, position]) => tangents.entry(position) !== null)
    const key = moves.map(([, position]) => position).join()
    let program = this.#jvps.get(key)
    if (program === undefined) {
      program = this.#pushForward(moves)
      this.#jvps.set(key, program)
    }
    if (program === null) return null
    const { moving } = program
    const primal = this.#lookup(context)
    const known = (value: Value): AnyTensorValue<T> => {
      const position = moving.get(value)
      return position === undefined ? primal(value) : tangents.entry(position)!
    }
    return this.#evaluate(program, known, environment)[0]!
  }

  #pushForward(
    moves: readonly (readonly [Value, number])[],
  ): (Derived<T> & { readonly moving: ReadonlyMap<Value, number> }) | null {
    const tangentLeaves = new Map(moves.map(([operand]) => [operand, companion('tangent', operand)]))
    const [tangent] = jvp([this.value], tangentLeaves, this.#stop)
    if (!tangent) return null
    const moving = new Map<Value, number>(moves.map(([operand, position]) => [tangentLeaves.get(operand)!, position]))
    const stop = new Set([...this.#stop, ...moving.keys()])
    return { run: this.prepare([tangent], stop), results: [tangent], moving }
  }

  vjp(context: TList<Context, T>, environment: LeafData, cotangent: AnyTensorValue<T>): TList<Context, T> {
    this.#vjp ??= this.#pullBack()
    const program = this.#vjp
    const primal = this.#lookup(context)
    const gradients = this.#evaluate(
      program,
      (value) => (value === program.cotangent ? cotangent : primal(value)),
      environment,
    )
    const entries = gradients.map((gradient, at) => [program.parents[at]!, gradient] as const)
    return TList.of(this.domain, context.shapes, new Map(entries))
  }

  #pullBack(): Derived<T> & { readonly cotangent: Leaf; readonly parents: readonly number[] } {
    const cotangent = companion('cotangent', this.value)
    const operands = [...this.operands]
    const gradients = vjp(
      [{ value: this.value, cotangent }],
      operands.map(([operand]) => operand),
      this.#stop,
    )
    const reached = gradients.flatMap((gradient, at) => (gradient === null ? [] : [{ gradient, at }]))
    const results = reached.map(({ gradient }) => gradient)
    const parents = reached.map(({ at }) => operands[at]![1])
    const run = this.prepare(results, new Set([...this.#stop, cotangent]))
    return { run, results, parents, cotangent }
  }

  /** The context's tensor for a value of the frontier. */
  #lookup(context: TList<Context, T>): (value: Value) => AnyTensorValue<T> {
    return (value) => context.entry(this.operands.get(value)!) ?? zerosLike(this.domain, value.shape)
  }

  #evaluate(
    { run, results }: Derived<T>,
    known: (value: Value) => AnyTensorValue<T>,
    environment: LeafData,
  ): AnyTensorValue<T>[] {
    const computed = run({
      known: (value) => known(value).cells as Cells<T>, // read only
      data: (leaf) => leafValues(leaf, environment),
    })
    // Floats of the domain: only those are results.
    return results.map((value) => ({ shape: value.shape, cells: computed.get(value) as Cells<T> }))
  }
}
