/**
 * Recording. There is no recorder: applying an operator makes one frozen node that points at its operands' nodes, and a
 * graph is what can be reached from the outputs somebody asks for. In: operator names, tensors, attributes.
 * Out: tensors, and `graphOf`, the plain-data graph that every later pass reads.
 */
import { isFloat, type DType } from '../shapes/dtype.js'
import { formatShape } from '../shapes/message.js'
import { isNatural } from '../shapes/nat.js'
import { ShapeError } from '../shapes/rule.js'
import type { Dim, Shape } from '../shapes/shape.js'
import type { Attribute, Attributes, Graph, Node, Site, SourceOperator } from './graph.js'
import { findOperator } from './operator.js'
import { findRequest } from './request.js'
import { samplesAmong } from './samples.js'
import { attributesInScope, shapeInScope } from './scope.js'
import { captureSite, formatSite } from './site.js'
import { isTensor, nodeOf, tensorOf, type AnyTensor } from './tensor.js'

export { nodeOf, tensorOf } from './tensor.js'

/** Who a node belongs to: a session, which is told of each node recorded from its tensors. */
export interface Owner {
  /** Called before the node is given out; when it throws, nothing was recorded. */
  recorded(node: Node): void
}

const owners = new WeakMap<Node, Owner>()

/** The session that a node belongs to, if any. */
export const ownerOf = (node: Node): Owner | undefined => owners.get(node)

/** Makes a node belong to a session. */
export const setOwner = (node: Node, owner: Owner): void => void owners.set(node, owner)

let recorded = 0

const sourceOperators: ReadonlySet<string> = new Set<SourceOperator>([
  'parameter',
  'state',
  'input',
  'scalar',
  'constant',
])

/** Whether a node is a leaf: it has no operands and its value comes from outside. */
export const isSource = (node: Node): boolean => sourceOperators.has(node.operator)

/** A frozen copy of attribute data, so that a later change of the author's array changes no graph. */
function frozen(attribute: Attribute): Attribute {
  if (typeof attribute !== 'object' || attribute === null) return attribute
  if (Array.isArray(attribute)) return Object.freeze(attribute.map(frozen))
  return frozenAttributes(attribute as Attributes)
}

function frozenAttributes(attributes: Attributes): Attributes {
  const entries = Object.entries(attributes).filter(([, value]) => value !== undefined)
  return Object.freeze(Object.fromEntries(entries.map(([key, value]) => [key, frozen(value)])))
}

interface NodeFields {
  readonly operator: string
  readonly operands: readonly Node[]
  readonly attributes: Attributes
  readonly shape: Shape
  readonly dtype: DType
  readonly site: Site | undefined
}

const makeNode = ({ operator, operands, attributes, shape, dtype, site }: NodeFields): Node =>
  Object.freeze({
    id: recorded++,
    operator,
    operands: Object.freeze([...operands]),
    attributes: frozenAttributes(attributes),
    shape: Object.freeze([...shape]),
    dtype,
    site,
  })

function commonOwner(operator: string, operands: readonly Node[], site: Site | undefined): Owner | undefined {
  const found = new Set(operands.map(ownerOf).filter((owner) => owner !== undefined))
  if (found.size > 1) throw new ShapeError(`${operator}: operands belong to different sessions`, site)
  return found.values().next().value
}

/** Whether a dimension is a name, or a number that no arithmetic has rounded. The compiler knows such a size as `number`. */
const isExact = (dim: Dim): boolean => typeof dim === 'string' || isNatural(dim)

const inexact = (operator: string, shape: Shape): string =>
  `${operator}: the result would be ${formatShape(shape)}, of which a dimension is more than ${Number.MAX_SAFE_INTEGER}`

/**
 * Applies an operator: checks its rule and records a node at the author's call site.
 *
 * @throws ShapeError with the sentence of the operator's rule, or when operands belong to two sessions
 * @throws TypeError when an operand is not a tensor, Error when there is no such operator
 * @example
 * record('sum', [zeros([2, 3])], { axes: [1], keepDims: false }) // => [2]
 */
export function record(operator: string, operands: readonly unknown[], attributes: Attributes = {}): AnyTensor {
  const site = captureSite()
  const definition = findOperator(operator)
  if (definition === undefined) throw new Error(`there is no operator ${operator}`)
  const nodes = operands.map((operand, position) => operandNode(operator, operand, position))
  const bound = attributesInScope(operator, attributes, definition.dims ?? [], site)
  const result = definition.infer(nodes, bound)
  if (typeof result === 'string') throw new ShapeError(result, site)
  if (!result.shape.every(isExact)) throw new ShapeError(inexact(operator, result.shape), site)
  return own(makeNode({ operator, operands: nodes, attributes: bound, ...result, site }), nodes)
}

/** The types of operands are checked where operators are called; here is what a cast or plain JavaScript can still pass. */
function operandNode(operator: string, operand: unknown, position: number): Node {
  if (isTensor(operand)) return nodeOf(operand)
  const got = operand === null ? 'null' : typeof operand
  throw new TypeError(`${operator}: operand ${position + 1} is not a tensor (${got})`)
}

/** Gives the node to the owner of its operands, who may still refuse it. */
function own(node: Node, operands: readonly Node[]): AnyTensor {
  const owner = commonOwner(node.operator, operands, node.site)
  if (owner !== undefined) {
    owner.recorded(node)
    setOwner(node, owner)
  }
  return tensorOf(node)
}

/**
 * Records a request (request.ts), which expand.ts carries out once names have sizes.
 *
 * @throws ShapeError with the sentence of the request's rule, or when operands belong to two sessions
 */
export function recordRequest(name: string, operands: readonly AnyTensor[], attributes: Attributes = {}): AnyTensor {
  const site = captureSite()
  const nodes = operands.map(nodeOf)
  const result = findRequest(name)?.infer(nodes, attributes) ?? `there is no request ${name}`
  if (typeof result === 'string') throw new ShapeError(result, site)
  const { shape, dtype } = result
  return own(makeNode({ operator: name, operands: nodes, attributes, shape, dtype, site }), nodes)
}

/**
 * Records the request for the gradient of a scalar with respect to a tensor; expand.ts carries it out. A third tensor is
 * the cotangent of an output that is no scalar.
 *
 * @throws ShapeError when the output is no scalar and there is no cotangent of its shape
 * @example
 * const weight = parameter([3], init.ones, 'weight')
 * const loss = weight.mul(weight).sum()
 * requestGradient(loss, weight) // => [3]
 */
export function requestGradient(output: AnyTensor, wrt: AnyTensor, cotangent?: AnyTensor): AnyTensor {
  return recordRequest('gradient', [output, wrt, ...(cotangent === undefined ? [] : [cotangent])])
}

export interface SourceFields {
  readonly name?: string
  readonly shape: Shape
  readonly dtype: DType
  readonly [attribute: string]: Attribute | undefined
}

/**
 * Records a leaf; what is not shape or dtype becomes an attribute.
 *
 * @example
 * const fields = { name: 'hidden.weight', shape: [32, 64], dtype: 'f32', initializer: init.zeros } as const
 * source('parameter', fields) // => [32, 64]
 */
export function source(kind: SourceOperator, fields: SourceFields): AnyTensor {
  const { shape, dtype, ...rest } = fields
  const attributes = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined)) as Attributes
  const site = captureSite()
  const bound = shapeInScope(kind, shape, site)
  return tensorOf(makeNode({ operator: kind, operands: [], attributes, shape: bound, dtype, site }))
}

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
