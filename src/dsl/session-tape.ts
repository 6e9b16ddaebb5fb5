/**
 * What a session holds: its tape of leaves and nodes between two resets, boxes of parameters, and the checks of what it
 * is given. The tape is the owner of its nodes, so that record.ts can refuse stale and foreign tensors.
 */
import type { Node } from './graph.js'

/** A misuse of a session: a stale or foreign reference, a leaf too late, data of the wrong size. */
export class SessionError extends Error {
  override readonly name = 'SessionError'
}

/** A box for values that outlive the tape: `use` copies them into a leaf, `sgdStepAll` writes them. */
export interface SessionParameter<S extends readonly number[] = readonly number[]> {
  readonly name: string
  readonly shape: S
  readonly values: Float64Array
  readonly requiresGrad: boolean
}

/** What a session holds between two resets. It is the owner of its nodes: a reset makes every reference to it stale. */
export class Tape {
  readonly nodes: Node[] = []
  readonly positions = new Map<Node, number>()
  /** Leaf values by position. */
  readonly values = new Map<number, Float64Array>()
  readonly parameters = new Map<number, SessionParameter>()
  operators = 0
  alive = true

  /** Called by `record` before a new node becomes visible. */
  recorded(node: Node): void {
    if (!this.alive)
      throw new SessionError(`${node.operator}: stale reference: the session was reset after this tensor was made`)
    this.append(node)
    this.operators++
  }

  append(node: Node): void {
    this.positions.set(node, this.nodes.length)
    this.nodes.push(node)
  }
}

/** Elements of a shape. */
export const count = (shape: readonly number[]): number => shape.reduce((product, extent) => product * extent, 1)

/** Values copied, after a check of their number. */
export function checkedValues(what: string, shape: readonly number[], values: ArrayLike<number>): Float64Array {
  if (shape.some((extent) => !Number.isSafeInteger(extent) || extent < 0)) {
    throw new SessionError(`${what}: [${shape.join(', ')}] is not a shape`)
  }
  if (values.length !== count(shape)) {
    throw new SessionError(`${what}: shape [${shape.join(', ')}] takes ${count(shape)} values, got ${values.length}`)
  }
  return Float64Array.from(values)
}

/** Natural numbers copied, after a check. */
export const checkedNaturals = (what: string, values: readonly number[]): Float64Array => {
  const wrong = values.find((value) => !Number.isSafeInteger(value) || value < 0)
  if (wrong !== undefined) throw new SessionError(`${what}: ${wrong} is not a natural number`)
  return Float64Array.from(values)
}
