/**
 * What a session holds between two resets: leaves Γ with their values, natural-number slots Δ, nodes ss. The recording is the
 * owner of its nodes, so that recording can refuse what is stale or foreign, and a generation: a reset starts another.
 *
 * In: leaves, and nodes as operators record them. Out: entries by node and by number; SessionError where one does not belong.
 */
import { isFloat } from '../../shapes/dtype.js'
import type { Node } from '../graph.js'
import { isSource } from '../node.js'
import { ownerOf, setOwner, type Owner } from '../owner.js'
import { nodeOf } from '../tensor.js'
import { findRequest } from '../request.js'
import type { AnyTensor } from '../tensor.js'
import type { SessionParameter } from './parameter.js'
import { SessionError } from './error.js'

/** A leaf, a slot or a node of a session. */
export interface Entry {
  readonly node: Node
  /** Its place in Γ ++ ss; −1 for a slot of Δ. */
  readonly id: number
  /** Its place among everything recorded. */
  readonly position: number
  /** `input` collects gradients; `constant` does not; `slot` is a natural number; a node is none of them. */
  readonly leaf: 'input' | 'constant' | 'slot' | null
  /** Of a leaf or slot, row-major. */
  readonly values: Float64Array | null
}

const stale = 'stale reference: the session was reset after this tensor was made'

/** Leaves and nodes in recording order. */
export class Recording implements Owner {
  /** Γ ++ ss */
  readonly entries: Entry[] = []
  /** Δ */
  readonly slots: Entry[] = []
  /** Everything in recording order. */
  readonly nodes: Node[] = []
  readonly parameters = new Map<Entry, SessionParameter>()
  /** Names of leaves and slots. */
  readonly names = new Set<string>()
  /** Whether there is a request (request.ts), whose meaning is that of a graph and not of one node. */
  requests = false
  operators = 0
  alive = true
  readonly #byNode = new Map<Node, Entry>()
  /** Nodes of no session that need no values from outside. */
  readonly #closed = new WeakSet<Node>()

  /** Called by `record` before a new node becomes visible: nothing is changed when it throws. */
  recorded(node: Node): void {
    if (!this.alive) throw new SessionError(`${node.operator}: ${stale}`)
    for (const operand of node.operands) if (ownerOf(operand) !== this) this.#checkClosed(node.operator, operand)
    this.#append(node, null, null)
    this.requests ||= findRequest(node.operator) !== undefined
    this.operators++
  }

  /** Appends a leaf, a slot, or a constant node (`leaf` null). */
  addSource(tensor: AnyTensor, leaf: Entry['leaf'], values: Float64Array): Entry {
    const node = nodeOf(tensor)
    setOwner(node, this)
    return this.#append(node, leaf, values)
  }

  /** @throws SessionError when the tensor is stale or foreign */
  entry(method: string, tensor: AnyTensor): Entry {
    const node = nodeOf(tensor)
    const entry = this.#byNode.get(node)
    if (entry !== undefined) return entry
    const owner = ownerOf(node)
    throw new SessionError(
      `${method}: ${owner instanceof Recording && !owner.alive ? stale : 'this tensor is not of this session'}`,
    )
  }

  /** The entry of a node, if it belongs here. */
  find(node: Node): Entry | undefined {
    return this.#byNode.get(node)
  }

  /** Float leaves, in order. */
  leaves(): Entry[] {
    return this.entries.filter(({ leaf }) => leaf !== null)
  }

  #append(node: Node, leaf: Entry['leaf'], values: Float64Array | null): Entry {
    const list = leaf === 'slot' ? this.slots : this.entries
    const entry = { node, id: leaf === 'slot' ? -1 : list.length, position: this.nodes.length, leaf, values }
    list.push(entry)
    this.#byNode.set(node, entry)
    this.nodes.push(node)
    return entry
  }

  /** What belongs to no session has to be made of constants. */
  #checkClosed(operator: string, operand: Node): void {
    const seen = new Set([operand])
    // A set yields what is added while it is walked.
    for (const node of seen) {
      if (this.#closed.has(node) || ownerOf(node) === this) continue
      if (isSource(node) && node.operator !== 'constant')
        throw new SessionError(
          `${operator}: operand "${String(node.attributes['name'])}" has no value in a session; make it with session.input`,
        )
      for (const before of node.operands) seen.add(before)
    }
    for (const node of seen) this.#closed.add(node)
  }
}

/** Whether an entry takes gradients: float leaves and nodes, but for constants. */
export const takesGradient = ({ node, leaf }: Entry): boolean =>
  isFloat(node.dtype) && leaf !== 'constant' && node.operator !== 'constant'

/** An entry as errors name it. */
export const described = ({ leaf, id, node }: Entry): string =>
  leaf === 'slot' ? `a ${node.dtype} slot` : `id=${id} (${node.operator})`
