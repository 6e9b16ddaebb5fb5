/** Nodes. In: an operator, its operands and attributes, the result. Out: one frozen node, numbered in recording order. */
import type { Attribute, Attributes, Node, SourceOperator } from './graph.js'

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

/** A node, frozen with all it holds. */
export const makeNode = ({ operator, operands, attributes, shape, dtype, site }: Omit<Node, 'id'>): Node =>
  Object.freeze({
    id: recorded++,
    operator,
    operands: Object.freeze([...operands]),
    attributes: frozenAttributes(attributes),
    shape: Object.freeze([...shape]),
    dtype,
    site,
  })
