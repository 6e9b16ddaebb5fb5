/**
 * Bind: the first pass of everything. Replaces named dims by integers in every shape and attribute of a recorded graph,
 * then infers every node again and asserts that the rule, at integers, agrees with what was recorded symbolically.
 *
 * In: a Graph with names and `{ batch: 32 }`. Out: an equal graph (same node order and ids) whose shapes are integers.
 */
import { evaluateDim } from '../shapes/dim.js'
import type { Dim, Shape } from '../shapes/shape.js'
import type { Attribute, Attributes, Graph, Node, Site } from './graph.js'
import { findOperator } from './operator.js'
import type { Operator } from './operator.js'
import { findRequest } from './request.js'
import type { Request } from './request.js'

/** Integers for the named dims of a graph, for example `{ batch: 32 }`. */
export type Binding = Readonly<Record<string, number>>

/** A dim expression without a value, or a node whose bound shape contradicts the recorded one. */
export class BindError extends Error {
  override readonly name = 'BindError'
  constructor(
    message: string,
    readonly site?: Site | undefined,
  ) {
    super(message)
  }
}

/**
 * The integer a dim stands for under a binding.
 *
 * @throws BindError when a name has no value or the value is no natural number.
 * @example
 * bindDim('64*batch', { batch: 32 }) // 2048
 */
export function bindDim(dim: Dim, binding: Binding, site?: Site): number {
  try {
    const value = evaluateDim(dim, binding)
    if (Number.isSafeInteger(value) && value >= 0) return value
    throw new BindError(`dim "${dim}" is ${value} with ${JSON.stringify(binding)}: not a natural number`, site)
  } catch (error) {
    if (error instanceof BindError) throw error
    throw new BindError(`dim "${dim}" has no value with ${JSON.stringify(binding)}: ${(error as Error).message}`, site)
  }
}

/** `bindDim` over a shape. */
export const bindShape = (shape: Shape, binding: Binding, site?: Site): readonly number[] =>
  shape.map((dim) => bindDim(dim, binding, site))

/** Dim attributes nest at most one list deep (a shape); numbers such as −1 in a reshape stay what they are. */
function bindAttribute(attribute: Attribute, binding: Binding, site: Site | undefined): Attribute {
  if (typeof attribute === 'string') return bindDim(attribute, binding, site)
  if (Array.isArray(attribute)) return attribute.map((item: Attribute) => bindAttribute(item, binding, site))
  return attribute
}

/** Operators and requests have rules; leaves have none. */
const ruleOf = ({ operator }: Node): Operator | Request | undefined => findOperator(operator) ?? findRequest(operator)

function bindAttributes(node: Node, binding: Binding): Attributes {
  const dims = ruleOf(node)?.dims ?? []
  if (dims.length === 0) return node.attributes
  const bound: Record<string, Attribute> = { ...node.attributes }
  for (const name of dims) bound[name] = bindAttribute(bound[name] ?? null, binding, node.site)
  return bound
}

const sameShape = (a: Shape, b: Shape): boolean => a.length === b.length && a.every((dim, axis) => dim === b[axis])

/** The rule of the node's operator, at integers, must give the shape that the recorded dims evaluate to. */
function assertInferred(node: Node): void {
  const rule = ruleOf(node)
  if (rule === undefined) return
  const inferred = rule.infer(node.operands, node.attributes)
  if (typeof inferred === 'string') throw new BindError(inferred, node.site)
  if (!sameShape(inferred.shape, node.shape) || inferred.dtype !== node.dtype) {
    const want = `${node.dtype}[${node.shape.join(', ')}]`
    const got = `${inferred.dtype}[${inferred.shape.join(', ')}]`
    throw new BindError(`${node.operator}: recorded as ${want}, inferred at these dims as ${got}`, node.site)
  }
}

/**
 * The graph at integer shapes.
 *
 * @throws BindError naming the dim whose size is no natural number, the dim without a value, or the operator whose shape rule fails or disagrees at these dims.
 * @example
 * bindGraph(graph, { batch: 32 }).nodes[0].shape // [32, 64]
 */
export function bindGraph(graph: Graph, binding: Binding): Graph {
  for (const [name, size] of Object.entries<unknown>(binding))
    if (!Number.isSafeInteger(size) || (size as number) < 0)
      throw new BindError(
        `the size of ${name} is ${JSON.stringify(size) ?? 'undefined'}; a size is a whole number, 0 or more`,
      )
  const bound: Node[] = []
  for (const node of graph.nodes) {
    const copy: Node = Object.freeze({
      ...node,
      operands: node.operands.map((operand) => bound[operand.id] as Node), // ids are positions and operands come first
      attributes: bindAttributes(node, binding),
      shape: bindShape(node.shape, binding, node.site),
    })
    assertInferred(copy)
    bound.push(copy)
  }
  return { ...graph, nodes: bound }
}
