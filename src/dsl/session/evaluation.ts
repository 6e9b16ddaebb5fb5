/**
 * The state of a session, evaluated: the value of every leaf and node, node by node through templates, and the tape on which
 * reverse mode runs. What is recorded later is added; what was computed stays.
 *
 * In: a recording, templates. Out: values, a link tape, tangents.
 */
import { f64 } from '../domain/floats.js'
import type { Node } from '../graph.js'
import { Tape, type TapeNode } from '../link/tape.js'
import type { AnyTensorValue, Sizes } from '../link/tensor-value.js'
import { isSource } from '../node.js'
import { SessionError } from './error.js'
import { checkFinite } from './finite.js'
import { takesGradient, type Recording } from './recording.js'
import type { Counters, Mask, PullBack, Template, Templates } from './template.js'

/** An evaluated node. */
interface Cell {
  /** In Γ ++ ss, or −1. */
  readonly id: number
  readonly shape: Sizes
  readonly value: Float64Array
  readonly gradient: boolean
  readonly operands: readonly Cell[]
  readonly template: Template | null
}

export class Evaluation {
  readonly tape = new Tape<number>(f64)
  readonly #cells = new Map<Node, Cell>()
  readonly #order: Cell[] = []

  constructor(
    private readonly recording: Recording,
    private readonly templates: Templates,
    private readonly counters: Counters,
    private readonly checked: boolean,
  ) {}

  /** Evaluates what was recorded since the last time. */
  advance(): void {
    const { entries } = this.recording
    for (let id = this.tape.nodes.length; id < entries.length; id++) {
      const entry = entries[id]!
      const { node } = entry
      const cell = this.#cell(node, id, takesGradient(entry), entry.values)
      this.#cells.set(node, cell)
      this.#order.push(cell)
      this.tape.addNode(tapeNode(node.operator, { shape: cell.shape, cells: cell.value }, cell, this.counters))
    }
  }

  /** The tangent of node `out` where leaves move; null where it is structurally zero. */
  tangent(out: number, along: ReadonlyMap<number, Float64Array>): Float64Array | null {
    const moved = new Map<Cell, Float64Array>()
    for (const cell of this.#order.slice(0, out + 1)) {
      const given = along.get(cell.id)
      if (given !== undefined) moved.set(cell, given)
      if (cell.template === null || cell.operands.length === 0) continue
      const moving: Mask = cell.operands.map((operand) => moved.has(operand))
      const push = moving.includes(true) ? cell.template.pushForward(moving) : null
      if (push === null) continue
      const tangents = cell.operands.flatMap((operand) => moved.get(operand) ?? [])
      const values = cell.operands.map(({ value }) => value)
      moved.set(cell, push(cell.template.withCounters([...values, ...tangents], this.counters))[0]!)
    }
    return moved.get(this.#order[out]!) ?? null
  }

  #cell(node: Node, id: number, gradient: boolean, values: Float64Array | null): Cell {
    const shape = node.shape as Sizes // a session knows integers only
    if (values !== null) return { id, shape, value: values, gradient, operands: [], template: null }
    const operands = node.operands.map((operand) => this.#operand(operand))
    const template = this.templates.of(node, id)
    const value = template.forward(
      operands.map((operand) => operand.value),
      this.counters,
    )
    if (this.checked)
      checkFinite(
        node,
        value,
        operands.map((operand) => operand.value),
      )
    return { id, shape, value, gradient, operands, template }
  }

  /** The cell of an operand: evaluated before, a slot of Δ, or of no session and made of constants. */
  #operand(node: Node): Cell {
    const known = this.#cells.get(node)
    if (known !== undefined) return known
    const pending = [node]
    for (let at = pending.at(-1); at !== undefined; at = pending.at(-1)) {
      const missing = at.operands.filter((operand) => !this.#cells.has(operand))
      if (missing.length > 0 && !this.#cells.has(at)) {
        pending.push(...missing)
        continue
      }
      pending.pop()
      if (!this.#cells.has(at)) this.#cells.set(at, this.#cell(at, -1, false, this.#sourceValues(at)))
    }
    return this.#cells.get(node)!
  }

  #sourceValues(node: Node): Float64Array | null {
    const slot = this.recording.find(node)
    if (slot !== undefined) return slot.values
    if (!isSource(node)) return null
    const values = node.attributes['values'] as readonly (number | string)[] | undefined
    if (values === undefined) throw new SessionError(`leaf "${String(node.attributes['name'])}" has no value`)
    return Float64Array.from(values, Number)
  }
}

/** A node of the tape; what its reverse mode needs is derived when it is first asked for. */
function tapeNode(name: string, value: AnyTensorValue<number>, cell: Cell, counters: Counters): TapeNode<number> {
  const { gradient: requiresGrad, operands, template } = cell
  if (template === null || !operands.some(({ gradient }) => gradient))
    return { name, value, requiresGrad, parents: [], backward: () => [] }
  let pull: PullBack | undefined
  return {
    name,
    value,
    requiresGrad,
    parents: operands.flatMap(({ id, gradient }) => (gradient ? [id] : [])),
    backward: (cotangent) => {
      pull ??= template.pullBack(operands.map(({ gradient }) => gradient))
      const given = operands.map((operand) => operand.value)
      given.push(cell.value, cotangent.cells as Float64Array) // of the f64 domain
      const gradients = pull.run(template.withCounters(given, counters))
      return pull.reached.map((at, k) => {
        const parent = operands[at]!
        return { parent: parent.id, gradient: { shape: parent.shape, cells: gradients[k]! } }
      })
    },
  }
}
