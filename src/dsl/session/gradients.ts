/** What `backward` found: one gradient for each leaf and node, zeros made only when they are asked for. */
import type { DenseGradients } from '../link/tape.js'
import { elementCount } from '../../shapes/size.js'
import { checkedValues, SessionError } from './error.js'
import type { Entry, Recording } from './recording.js'

/** Looks at a gradient that was reached and gives another of the same size: clipping, scaling, logging. */
export type GradientHook = (gradient: Float64Array, id: number) => ArrayLike<number>

/**
 * One gradient for each leaf and node of a session, in recording order.
 *
 * @example
 * const session = new Session()
 * const x = session.input([2], [1, 3])
 * const gradients = session.backward(x.square().sum())
 * gradients.length // => 3
 * gradients.at(0) // => [2, 6]
 */
export class Gradients {
  readonly #recording: Recording
  readonly #found: readonly (Float64Array | null)[]

  /** @throws SessionError when the hook changes a size */
  constructor(recording: Recording, found: DenseGradients<number>, hook?: GradientHook) {
    this.#recording = recording
    this.#found = found.map((gradient, id) => {
      if (gradient === null) return null
      const cells = gradient.cells as Float64Array // of the f64 domain
      if (hook === undefined) return cells
      return checkedValues(`backward: the hook's gradient of id=${id}`, gradient.shape, hook(cells.slice(), id))
    })
  }

  get length(): number {
    return this.#found.length
  }

  /** The gradient of the leaf or node with this number; undefined where there is none. */
  at(id: number): Float64Array | undefined {
    if (!Number.isInteger(id) || id < 0 || id >= this.length) return undefined
    return (
      this.#found[id]?.slice() ??
      new Float64Array(elementCount(this.#recording.entries[id]!.node.shape as readonly number[]))
    )
  }

  /** Whether the output depends on the leaf or node with this number. */
  reached(id: number): boolean {
    return (this.#found[id] ?? null) !== null
  }

  /** All of them. */
  toArray(): Float64Array[] {
    return this.#found.map((_, id) => this.at(id) as Float64Array)
  }

  /** @throws SessionError when they are of another recording, or older than the entry */
  of(method: string, recording: Recording, { id, node }: Entry): Float64Array {
    this.check(method, recording)
    if (id < 0) throw new SessionError(`${method}: a natural-number slot has no gradient`)
    if (id >= this.length)
      throw new SessionError(`${method}: gradient array out of bounds: ${node.operator} was recorded after backward`)
    return this.at(id) as Float64Array
  }

  /** @throws SessionError when they are of another recording */
  check(method: string, recording: Recording): void {
    if (this.#recording !== recording)
      throw new SessionError(`${method}: these gradients are of another session or of one since reset`)
  }
}
