/**
 * DGraph: graphs composed in types. A `DGraph<Γ, ss>` reads leaves of shapes Γ and has nodes of shapes ss; node k reads Γ and
 * the nodes before it. Contexts are computed by the compiler, which refuses a graph that is put into another context.
 *
 * In: nodes, or other DGraphs. Out: new DGraphs; as a recorded graph for kernels, as GraphData in any domain, and with the
 * certificate of the whole (certificate.ts).
 */
import type { ContextArgument } from '../../shapes/construct.js'
import type { ContextEntry, ContextShapes, PlainContext, SameContext } from '../../shapes/context.js'
import type { Argument, Result } from '../../shapes/rule.js'
import type { Shape } from '../../shapes/shape.js'
import type { Binding } from '../bind.js'
import type { ScalarDomain } from '../domain/scalar-domain.js'
import type { LeafData } from '../executor.js'
import type { Graph } from '../graph.js'
import type { GraphData } from '../link/graph-data.js'
import { graphData } from '../link/recorded.js'
import type { Context } from '../link/tensor-list.js'
import { source } from '../record.js'
import { graphOf } from '../graph-of.js'
import type { AnyTensor, Tensor } from '../tensor.js'
import { certificateAt, certificateOf, type Certificate, type CertificateAt } from './certificate.js'
import { applyNode, checkContext, checkedContext, moveNode, nodeOver, type DNode, type Entries } from './node.js'

type AnyNode = DNode<ContextShapes, Shape>

/**
 * Nodes `S` over leaves `G`.
 *
 * @example
 * const affine = DGraph.empty([[32, 784], [784, 10], [10]])
 *   .snoc((entry) => entry(0).matmul(entry(1)))
 *   .snoc((entry) => entry(3).add(entry(2)))
 * const activated = affine.append(DGraph.empty([[32, 784], [784, 10], [10], [32, 10], [32, 10]]).snocUnaryOp(4, relu))
 * activated.shapes // => [[32, 10], [32, 10], [32, 10]]
 * activated.certificate().class // => pointwise
 */
export class DGraph<const G extends ContextShapes, const S extends ContextShapes> {
  /** Γ: shapes of the leaves. */
  readonly context: G
  readonly nodes: readonly AnyNode[]

  private constructor(context: G, nodes: readonly AnyNode[]) {
    this.context = context
    this.nodes = nodes
  }

  /**
   * No nodes: the identity of `append`.
   *
   * @throws ShapeError when a dimension is not sound
   */
  static empty<const G extends ContextShapes>(context: ContextArgument<'DGraph', G>): DGraph<PlainContext<G>, []> {
    return new DGraph<PlainContext<G>, []>(checkedContext('DGraph', context as G) as PlainContext<G>, []) // G, copied
  }

  /** ss: shapes of the nodes. */
  get shapes(): S {
    return this.nodes.map(({ shape }) => shape) as readonly Shape[] as S // as each was appended
  }

  /**
   * One more node: one operator over everything there is so far, by position.
   *
   * @throws ShapeError for a position that is not there; DGraphError when not exactly one operator is applied
   * @example
   * DGraph.empty([[3], [3]]).snoc((entry) => entry(0).mul(entry(1))).shapes // => [[3]]
   */
  snoc<R extends Shape>(apply: (entry: Entries<[...G, ...S]>) => Tensor<R>): DGraph<G, [...S, R]> {
    const context: [...G, ...S] = [...this.context, ...this.shapes]
    return new DGraph<G, [...S, R]>(this.context, [...this.nodes, nodeOver(context, apply)])
  }

  /**
   * One more node: an operator with one operand, the entry at a position.
   *
   * @throws ShapeError for a position that is not there
   * @example
   * DGraph.empty([[2, 3]]).snocUnaryOp(0, (x) => x.sum(0)).shapes // => [[3]]
   */
  snocUnaryOp<const K extends number, R extends Shape>(
    position: Argument<ContextEntry<'entry', [...G, ...S], K>, K>,
    operator: (x: Tensor<Result<ContextEntry<'entry', [...G, ...S], K>>>) => Tensor<R>,
  ): DGraph<G, [...S, R]> {
    return this.snoc((entry) => operator(entry<K>(position as Parameters<typeof entry<K>>[0]))) // the same condition on K
  }

  /**
   * This graph, then another over everything that this one has: `Γ ⊢ s₁` and `Γ ++ s₁ ⊢ s₂` give `Γ ⊢ s₁ ++ s₂`.
   *
   * @throws ShapeError with the first position at which the other graph's context is another one
   * @example
   * const first = DGraph.empty([[3]]).snocUnaryOp(0, exp)
   * first.append(DGraph.empty([[3], [3]]).snocUnaryOp(1, (x) => x.sum())).shapes // => [[3], []]
   */
  append<H extends ContextShapes, S2 extends ContextShapes>(
    other: Argument<SameContext<'append', H, [...G, ...S]>, DGraph<H, S2>>,
  ): DGraph<G, [...S, ...S2]> {
    // The parameter's type is the graph itself, or the sentence that stopped the compiler.
    const next = other as unknown as DGraph<H, S2>
    const context = [...this.context, ...this.shapes]
    checkContext('append', next.context, context)
    return new DGraph<G, [...S, ...S2]>(this.context, [...this.nodes, ...next.nodes])
  }

  /**
   * The same nodes over more leaves, which they ignore: those get the structural zero for a gradient.
   *
   * @throws ShapeError when a dimension is not sound
   * @example
   * DGraph.empty([[3]]).snocUnaryOp(0, exp).weakenContext([[5, 5]]).nodes[0]!.context // => [[3], [5, 5]]
   */
  weakenContext<const E extends ContextShapes>(
    extra: ContextArgument<'weakenContext', E>,
  ): DGraph<[...G, ...PlainContext<E>], S> {
    const more = checkedContext('weakenContext', extra as E) as PlainContext<E> // E, copied
    const context: [...G, ...PlainContext<E>] = [...this.context, ...more]
    const { length } = this.context
    const moved = (at: number): number => (at < length ? at : at + more.length)
    const nodes = this.nodes.map((node, k) => moveNode(node, [...context, ...this.shapes.slice(0, k)], moved))
    return new DGraph<[...G, ...PlainContext<E>], S>(context, nodes)
  }

  /** The recorded graph: inputs `x0`, `x1`, …, outputs of the same names and `s0`, `s1`, … for the nodes. */
  graph(): Graph {
    const leaves = this.context.map((shape, k) => source('input', { name: `x${k}`, shape, dtype: 'f32' }))
    const all: AnyTensor[] = [...leaves]
    for (const node of this.nodes) all.push(applyNode(node, all))
    const named = all.map((tensor, at) => [at < leaves.length ? `x${at}` : `s${at - leaves.length}`, tensor] as const)
    return graphOf({ outputs: Object.fromEntries(named) })
  }

  /**
   * The typed recursion over this graph, in any domain: its context and its nodes are Γ and ss.
   *
   * @throws BindError when a named dim has no size
   * @example
   * const cube = DGraph.empty([[]]).snocUnaryOp(0, square).snoc((entry) => entry(1).mul(entry(0)))
   * const x = link.TList.of<link.Context, number>(link.f64, [[]], new Map([[0, link.tensorValue(link.f64, [], [2])]]))
   * cube.data(link.f64).eval(x, new Map()).toAnyArray()[2]!.cells // => [8]
   */
  data<T>(domain: ScalarDomain<T>, binding: Binding = {}): GraphData<Context, Context, T, LeafData> {
    const graph = this.graph()
    const entries = new Set(Object.values(graph.outputs))
    return graphData(graph, domain, { binding, entries: ({ id }) => entries.has(id) }).data
  }

  /** Of which class the claim is that derivatives are derivatives: of each node, and of the whole. */
  certificate(binding: Binding = {}): Certificate {
    return certificateOf(this.graph(), this.nodes.length, binding)
  }

  /**
   * The certificate read at a point: whether the predicate of each pointwise node holds there.
   *
   * @throws Error when a leaf has no numbers, or too many or few
   * @example
   * const graph = DGraph.empty([[2]]).snocUnaryOp(0, relu)
   * graph.at([[1, -2]]).holds // => true
   * graph.at([[0, -2]]).failing[0]!.predicate // => relu: x != 0
   */
  at(point: readonly ArrayLike<number>[], environment: LeafData = new Map(), binding: Binding = {}): CertificateAt {
    const named = point.map((numbers, k) => [`x${k}`, numbers] as const)
    return certificateAt(this.graph(), this.nodes.length, new Map([...environment, ...named]), binding)
  }
}
