/**
 * Ownership: a session hears of what is recorded from its tensors. In: nodes. Out: the session that each belongs to, if any.
 */
import { ShapeError } from '../shapes/rule.js'
import type { Node, Site } from './graph.js'
import { tensorOf, type AnyTensor } from './tensor.js'

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

function commonOwner(operator: string, operands: readonly Node[], site: Site | undefined): Owner | undefined {
  const found = new Set(operands.map(ownerOf).filter((owner) => owner !== undefined))
  if (found.size > 1) throw new ShapeError(`${operator}: operands belong to different sessions`, site)
  return found.values().next().value
}

/** Gives the node to the owner of its operands, who may still refuse it. */
export function own(node: Node, operands: readonly Node[]): AnyTensor {
  const owner = commonOwner(node.operator, operands, node.site)
  if (owner !== undefined) {
    owner.recorded(node)
    setOwner(node, owner)
  }
  return tensorOf(node)
}
