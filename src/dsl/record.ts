/**
 * Recording. There is no recorder: applying an operator makes one frozen node that points at its operands' nodes, and a
 * graph (graph-of.ts) is what can be reached from the outputs somebody asks for.
 *
 * In: operator names, tensors, attributes. Out: tensors.
 */
import type { DType } from '../shapes/dtype.js'
import { formatShape } from '../shapes/message.js'
import { isNatural } from '../shapes/nat.js'
import { ShapeError } from '../shapes/rule.js'
import type { Dim, Shape } from '../shapes/shape.js'
import type { Attribute, Attributes, Node, SourceOperator } from './graph.js'
import { makeNode } from './node.js'
import { findOperator } from './operator.js'
import { own } from './owner.js'
import { findRequest } from './request.js'
import { attributesInScope, shapeInScope } from './scope.js'
import { captureSite } from './site.js'
import { isTensor, nodeOf, tensorOf, type AnyTensor } from './tensor.js'

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
