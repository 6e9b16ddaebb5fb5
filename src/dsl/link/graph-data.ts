/**
 * GraphData: nodes over typed contexts, and the typed recursion that says what evaluation, forward mode and reverse mode
 * mean. It is the specification that the tape and the kernels are compared with: each method is one fold over the nodes.
 *
 * Node k reads the leaves Γ and the nodes before it, Γ ++ ss₁ … ssₖ₋₁, and an environment Δ that is never differentiated.
 * In: nodes. Out: values, tangents and cotangents of all of Γ ++ ss, in any scalar domain.
 */
import type { ScalarDomain } from '../domain/scalar-domain.js'
import { TList, type Context } from './tensor-list.js'
import { addTensors, type AnyTensorValue, type Sizes, type TensorValue } from './tensor-value.js'

/** One node over the context `G`, with a result of shape `S`; `D` is the environment. */
export interface NodeData<G extends Context, S extends Sizes, T, D> {
  readonly name: string
  readonly shape: S
  /** The positions of the context that `vjp` may contribute to, ascending. */
  readonly parents: readonly number[]
  forward(context: TList<G, T>, environment: D): TensorValue<S, T>
  /** The directional derivative; null for the structural zero. */
  jvp(context: TList<G, T>, tangents: TList<G, T>, environment: D): TensorValue<S, T> | null
  /** What a cotangent of the result contributes to each position; absent where it contributes nothing. */
  vjp(context: TList<G, T>, environment: D, cotangent: TensorValue<S, T>): TList<G, T>
}

/** A node whose context is known at run time only. */
export type AnyNodeData<T, D> = NodeData<Context, Sizes, T, D>

/**
 * Nodes `Ss` over leaves `G`.
 *
 * @example
 * const twice: link.NodeData<readonly [readonly []], readonly [], number, undefined> = {
 *   name: 'twice',
 *   shape: [],
 *   parents: [0],
 *   forward: (context) => context.add(context).get(link.idx(context.shapes, 0)),
 *   jvp: (_, tangents) => tangents.add(tangents).get(link.idx(tangents.shapes, 0)),
 *   vjp: (context, _, cotangent) => link.TList.single(link.f64, context.shapes, link.idx(context.shapes, 0), cotangent).scale(2),
 * }
 * const x = link.TList.empty(link.f64).snoc(link.tensorValue(link.f64, [], [3]))
 * const graph = link.GraphData.empty<readonly [readonly []], number>(link.f64, [[]]).snoc(twice)
 * graph.eval(x, undefined).toAnyArray()[1]!.cells // => [6]
 */
export class GraphData<G extends Context, Ss extends Context, T, D> {
  readonly domain: ScalarDomain<T>
  /** Γ */
  readonly context: G
  readonly nodes: readonly AnyNodeData<T, D>[]

  private constructor(domain: ScalarDomain<T>, context: G, nodes: readonly AnyNodeData<T, D>[]) {
    this.domain = domain
    this.context = context
    this.nodes = nodes
  }

  /** No nodes. */
  static empty<G extends Context, T, D = undefined>(
    domain: ScalarDomain<T>,
    context: G,
  ): GraphData<G, readonly [], T, D> {
    return new GraphData(domain, context, [])
  }

  /** Nodes whose shapes are known at run time only; node k reads positions below |Γ| + k. */
  static of<T, D>(
    domain: ScalarDomain<T>,
    context: Context,
    nodes: readonly AnyNodeData<T, D>[],
  ): GraphData<Context, Context, T, D> {
    return new GraphData(domain, context, nodes)
  }

  /** One more node, over everything there is so far. */
  snoc<S extends Sizes>(node: NodeData<readonly [...G, ...Ss], S, T, D>): GraphData<G, readonly [...Ss, S], T, D> {
    // Γ ++ ss is what the node gets as its context.
    return new GraphData(this.domain, this.context, [...this.nodes, node as unknown as AnyNodeData<T, D>])
  }

  /** Γ ++ ss */
  get shapes(): readonly [...G, ...Ss] {
    // The context's shapes, then the nodes' in order.
    return [...this.context, ...this.nodes.map(({ shape }) => shape)] as unknown as readonly [...G, ...Ss]
  }

  /** Evaluation: node after node, each over all that is there. */
  eval(x: TList<G, T>, environment: D): TList<readonly [...G, ...Ss], T> {
    const { values, list } = this.#growing(x)
    this.nodes.forEach((node, k) => values.set(this.context.length + k, node.forward(list, environment)))
    return TList.of(this.domain, this.shapes, values)
  }

  /** Forward mode: the same fold, carrying tangents. */
  jvpCtx(x: TList<G, T>, tangents: TList<G, T>, environment: D): TList<readonly [...G, ...Ss], T> {
    const primal = this.#erased(this.eval(x, environment))
    const { values, list } = this.#growing(tangents)
    this.nodes.forEach((node, k) => {
      const tangent = node.jvp(primal, list, environment)
      if (tangent !== null) values.set(this.context.length + k, tangent)
    })
    return TList.of(this.domain, this.shapes, values)
  }

  /**
   * Reverse mode: takes the last node off, adds what it makes of its cotangent to the cotangents of the rest, and goes on
   * with the rest. A node whose cotangent is structurally zero contributes nothing, and is not run.
   */
  backpropAllCtx(
    x: TList<G, T>,
    environment: D,
    seed: TList<readonly [...G, ...Ss], T>,
  ): TList<readonly [...G, ...Ss], T> {
    const context = this.#erased(this.eval(x, environment))
    const cotangents = this.nodes.reduceRight((rest, node, k) => {
      const own = rest.get(this.context.length + k)
      return own === undefined ? rest : this.#plus(rest, node.vjp(context, environment, own))
    }, new Map(seed.entries()))
    return TList.of(this.domain, this.shapes, cotangents)
  }

  /** Reverse mode, the cotangents of the leaves only. */
  backpropCtx(x: TList<G, T>, environment: D, seed: TList<readonly [...G, ...Ss], T>): TList<G, T> {
    const all = this.backpropAllCtx(x, environment, seed)
    return TList.of(
      this.domain,
      this.context,
      new Map([...all.entries()].filter(([position]) => position < this.context.length)),
    )
  }

  /** `rest` + `contributions`, in place: the fold alone holds it. */
  #plus(rest: Map<number, AnyTensorValue<T>>, contributions: TList<Context, T>): Map<number, AnyTensorValue<T>> {
    for (const [position, tensor] of contributions.entries()) {
      const known = rest.get(position)
      rest.set(position, known === undefined ? tensor : addTensors(this.domain, known, tensor))
    }
    return rest
  }

  /** A list over all of Γ ++ ss that begins as `x` and is filled by the fold that holds its map. */
  #growing(x: TList<G, T>): { readonly values: Map<number, AnyTensorValue<T>>; readonly list: TList<Context, T> } {
    const values = new Map(x.entries())
    return { values, list: TList.of<Context, T>(this.domain, this.shapes, values) }
  }

  #erased(list: TList<readonly [...G, ...Ss], T>): TList<Context, T> {
    return list.cast<Context>(list.shapes)
  }
}
