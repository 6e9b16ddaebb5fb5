/**
 * The nodes of a DGraph: one operator applied to positions of a typed context. In: a function of a context's entries. Out:
 * plain frozen data, moved from one context to another by renumbering.
 */
import {
  sameContext,
  contextEntry,
  type ContextEntry,
  type ContextShapes,
  type PlainContext,
  type SameContext,
} from '../../shapes/context.js'
import { shapeArgument, type ContextArgument } from '../../shapes/construct.js'
import { checked, type Argument, type Result } from '../../shapes/rule.js'
import type { Shape } from '../../shapes/shape.js'
import type { Attributes, Node } from '../graph.js'
import { TList, type Context } from '../link/tensor-list.js'
import type { AnyTensorValue } from '../link/tensor-value.js'
import { record, source } from '../record.js'
import { isSource } from '../node.js'
import { nodeOf, tensorOf } from '../tensor.js'
import type { AnyTensor, Tensor } from '../tensor.js'

/** A node that is not one operator over its context, with a float for a result. */
export class DGraphError extends Error {
  override readonly name = 'DGraphError'
}

/** One operator over the context `C`, with a result of shape `R`. */
export interface DNode<out C extends ContextShapes, out R extends Shape> {
  readonly context: C
  readonly operator: string
  readonly attributes: Attributes
  /** Positions of the context, or recorded tensors that do not depend on it: constants, integers of Δ. */
  readonly operands: readonly (number | AnyTensor)[]
  readonly shape: R
}

/** Gives the tensor at a position of the context. */
export type Entries<C extends ContextShapes> = <const K extends number>(
  position: Argument<ContextEntry<'entry', C, K>, K>,
) => Tensor<Result<ContextEntry<'entry', C, K>>>

/**
 * One node: `apply` gets the entries of the context and applies one operator.
 *
 * @throws ShapeError for a dimension that is not sound or a position that is not there; DGraphError when not exactly one operator
 *   of the context is applied
 * @example
 * const node = dnode([[2, 3], [3]], (entry) => entry(0).add(entry(1)))
 * node.operands // => [0, 1]
 */
export function dnode<const C extends ContextShapes, R extends Shape>(
  context: ContextArgument<'dnode', C>,
  apply: (entry: Entries<PlainContext<C>>) => Tensor<R>,
): DNode<PlainContext<C>, R> {
  return nodeOver(checkedContext('dnode', context as C) as PlainContext<C>, apply) // C, copied
}

/** The same over shapes that were looked at before. */
export function nodeOver<C extends ContextShapes, R extends Shape>(
  context: C,
  apply: (entry: Entries<C>) => Tensor<R>,
): DNode<C, R> {
  const placeholders = new Map<Node, number>()
  const entry = (position: number): AnyTensor => {
    const shape = checked(contextEntry('entry', context, position))
    const tensor = source('input', { name: `entry${position}`, shape, dtype: 'f32' })
    placeholders.set(nodeOf(tensor), position)
    return tensor
  }
  // An entry is a tensor of the shape that its position has in the context.
  const node = nodeOf(apply(entry as unknown as Entries<C>))
  if (isSource(node)) throw new DGraphError(`snoc: ${node.operator} is no operator applied to the context`)
  if (node.dtype !== 'f32') throw new DGraphError(`snoc: ${node.operator} gives ${node.dtype}, and a node gives f32`)
  const operands = node.operands.map((operand) => {
    const position = placeholders.get(operand)
    if (position !== undefined) return position
    if (dependsOn(operand, placeholders))
      throw new DGraphError(
        `snoc: ${node.operator} is applied to ${operand.operator} of the context: a node is one operator`,
      )
    return tensorOf(operand)
  })
  return Object.freeze({
    context,
    operator: node.operator,
    attributes: node.attributes,
    operands: Object.freeze(operands),
    shape: node.shape as R, // the shape of the tensor that `apply` returned
  })
}

function dependsOn(node: Node, placeholders: ReadonlyMap<Node, number>): boolean {
  const seen = new Set<Node>([node])
  // A set yields what is added while it is walked.
  for (const at of seen) {
    if (placeholders.has(at)) return true
    for (const operand of at.operands) seen.add(operand)
  }
  return false
}

/** Records a node on tensors for the entries of its context. */
export const applyNode = (node: DNode<ContextShapes, Shape>, context: readonly AnyTensor[]): AnyTensor =>
  record(
    node.operator,
    node.operands.map((operand) => (typeof operand === 'number' ? context[operand] : operand)),
    node.attributes,
  )

/** The node with other positions in another context. */
export const moveNode = <C extends ContextShapes, R extends Shape>(
  node: DNode<ContextShapes, R>,
  context: C,
  moved: (position: number) => number,
): DNode<C, R> =>
  Object.freeze({
    ...node,
    context,
    operands: Object.freeze(node.operands.map((operand) => (typeof operand === 'number' ? moved(operand) : operand))),
  })

/**
 * A node over `[...G, ...S]` as one over `[...G, ...E, ...S]`: it ignores what is put in the middle.
 *
 * @throws ShapeError when the node's context is not the first two lists joined
 * @example
 * const node = dnode([[2], [3]], (entry) => entry(1).relu())
 * weakenNodeMiddle(node, [[2]], [[7, 7]], [[3]]).operands // => [2]
 */
export function weakenNodeMiddle<
  const G extends ContextShapes,
  const E extends ContextShapes,
  const S extends ContextShapes,
  H extends ContextShapes,
  R extends Shape,
>(
  node: Argument<SameContext<'weakenNodeMiddle', H, [...G, ...S]>, DNode<H, R>>,
  before: G,
  extra: ContextArgument<'weakenNodeMiddle', E>,
  after: S,
): DNode<[...G, ...PlainContext<E>, ...S], R> {
  // The parameter's type is the node itself, or the sentence that stopped the compiler.
  const own = node as unknown as DNode<H, R>
  checkContext('weakenNodeMiddle', own.context, [...before, ...after])
  const more = checkedContext('weakenNodeMiddle', extra as E) as PlainContext<E> // E, copied
  return moveNode(own, [...before, ...more, ...after], (at) => (at < before.length ? at : at + more.length))
}

/**
 * A node over an equal context: for one that the compiler cannot see to be equal.
 *
 * @throws ShapeError with the first position that differs
 * @example
 * const node = dnode([[2]], (entry) => entry(0).relu())
 * castNodeContext(node, [[2]]).context.length // => 1
 */
export function castNodeContext<C extends ContextShapes, R extends Shape, const H extends ContextShapes>(
  node: DNode<C, R>,
  context: Argument<SameContext<'castNodeContext', H, C>, H>,
): DNode<H, R> {
  const wanted = context as unknown as H // the list itself, or the sentence that stopped the compiler
  checkContext('castNodeContext', wanted, node.context)
  return moveNode(node, wanted, (at) => at)
}

/**
 * The projection of `[...G, ...E, ...S]` on `[...G, ...S]`. Its adjoint puts zeros in the middle.
 *
 * @example
 * const list = link.TList.zero(link.f64, [[2], [7], [3]])
 * dropMiddle(list, 1, 1).shapes // => [[2], [3]]
 */
export function dropMiddle<T>(list: TList<Context, T>, before: number, extra: number): TList<Context, T> {
  const kept = (at: number): boolean => at < before || at >= before + extra
  const entries = [...list.entries()].filter(([at]) => kept(at))
  return TList.of<Context, T>(
    list.domain,
    list.shapes.filter((_, at) => kept(at)),
    new Map(entries.map(([at, tensor]): [number, AnyTensorValue<T>] => [at < before ? at : at - extra, tensor])),
  )
}

/** @throws ShapeError when the contexts differ */
export function checkContext(operator: string, context: ContextShapes, wanted: ContextShapes): void {
  const outcome = sameContext(operator, context, wanted)
  if (typeof outcome === 'string') checked(outcome)
}

/** A copy of a context. @throws ShapeError when a dimension is not sound */
export const checkedContext = (operator: string, context: ContextShapes): ContextShapes =>
  context.map((shape) => [...checked(shapeArgument(operator, shape))])
