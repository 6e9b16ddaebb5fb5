/**
 * What the rooms of a session share: its options, its recording, and what was computed of it so far. Answers come node by
 * node (evaluation.ts), or from the whole graph once a derivative or a vmap was recorded in it (programs.ts); no other room
 * knows which.
 *
 * In: entries of the recording. Out: values, gradients, tangents, at the current leaf values.
 */
import { isFloat } from '../../shapes/dtype.js'
import { seedWords } from '../../runtime/random.js'
import { referenceExecutor, type Executor, type LeafData } from '../executor.js'
import type { DenseGradients } from '../link/tape.js'
import { elementCount } from '../../shapes/size.js'
import { checkedNaturals, SessionError } from './error.js'
import { Evaluation } from './evaluation.js'
import { WholeGraph } from './programs.js'
import { Recording, type Entry } from './recording.js'
import { Templates } from './template.js'

export interface SessionOptions {
  /** Default: the f64 reference interpreter. */
  readonly executor?: Executor
  /** Seed of dropout, a natural number. Every `resetTape` draws new masks from it. Default 0. */
  readonly seed?: number
  /** Whether `param` makes trainable parameters unless told otherwise. Default true. */
  readonly requiresGradByDefault?: boolean
  /** Whether gradients may be asked for; false says that a session only evaluates. Default true. */
  readonly trackGradients?: boolean
  /** Whether leaves must come before operators. Default true. */
  readonly leavesFirst?: boolean
  /** Whether dropout drops. Default true. */
  readonly training?: boolean
  /**
   * Whether a node whose value is NaN or infinite although its operands are finite is an error: the logarithm outside its
   * domain, an overflow. Default false, IEEE.
   */
  readonly checked?: boolean
}

/** The recording of a session and what is known of it. */
export class State {
  recording = new Recording()
  readonly options: Required<SessionOptions>
  #evaluation: Evaluation | undefined
  #whole: WholeGraph | undefined
  readonly #templates: Templates
  #resets = 0

  /** @throws SessionError when the seed is no natural number */
  constructor(options: SessionOptions) {
    this.options = {
      executor: referenceExecutor,
      seed: 0,
      requiresGradByDefault: true,
      trackGradients: true,
      leavesFirst: true,
      training: true,
      checked: false,
      ...options,
    }
    checkedNaturals('Session: seed', [this.options.seed])
    this.#templates = new Templates(this.options.executor, this.options.training)
  }

  /** Another recording; references into the one before are stale. */
  reset(): void {
    this.recording.alive = false
    this.recording = new Recording()
    this.#resets++
    this.#evaluation = undefined
    this.#whole = undefined
  }

  /** Leaf values have changed: what was computed is of another state. */
  forget(): void {
    this.#evaluation = undefined
    this.#whole?.forget()
  }

  /** The evaluation of everything recorded. When it fails, what was evaluated before stays. */
  advanced(): Evaluation {
    const counters = { seed: Float64Array.from(seedWords(this.options.seed)), step: Float64Array.of(this.#resets) }
    this.#evaluation ??= new Evaluation(this.recording, this.#templates, counters, this.options.checked)
    this.#evaluation.advance()
    return this.#evaluation
  }

  /** Values of Γ ++ ss, in order; empty for what stands for one sample of a `vmap`. */
  values(): readonly Float64Array[] {
    if (this.recording.requests) return this.#wholeGraph().values(this.data())
    return this.advanced().tape.nodes.map(({ value }) => value.cells as Float64Array) // of f64
  }

  /** The value of a node. */
  value({ id }: Entry): Float64Array {
    if (!this.recording.requests) return this.advanced().tape.nodes[id]!.value.cells as Float64Array // of f64
    return this.#wholeGraph().value(id, this.data())
  }

  /** The gradients of ⟨seed, output⟩ for Γ ++ ss; null where structurally zero. */
  gradients({ id }: Entry, seed: { shape: readonly number[]; cells: Float64Array }): DenseGradients<number> {
    if (!this.recording.requests) return this.advanced().tape.backwardDense(id, seed)
    return this.#wholeGraph().gradients(id, seed.cells, this.data())
  }

  /** The derivative of an output where the leaves in `moved` have tangents and the others rest. */
  tangent(output: Entry, moved: ReadonlyMap<Entry, Float64Array>): Float64Array {
    const { node, id } = output
    if (!isFloat(node.dtype)) throw new SessionError(`jvp: the output is ${node.dtype}, and only floats have tangents`)
    const along = new Map([...moved].flatMap(([leaf, tangent]) => (leaf.leaf === 'input' ? [[leaf.id, tangent]] : [])))
    const found =
      this.recording.requests ? this.#wholeGraph().tangent(id, along, this.data()) : this.advanced().tangent(id, along)
    return found?.slice() ?? new Float64Array(elementCount(node.shape as readonly number[]))
  }

  /** Numbers of all leaves and slots by name, for whole programs. */
  data(): LeafData {
    const data = new Map<string, ArrayLike<number>>()
    for (const { node, values } of [...this.recording.entries, ...this.recording.slots])
      if (values !== null && node.operator === 'input') data.set(String(node.attributes['name']), values)
    data.set('seed', seedWords(this.options.seed))
    data.set('step', [this.#resets])
    return data
  }

  #wholeGraph(): WholeGraph {
    this.#whole ??= new WholeGraph(this.recording, this.options)
    return this.#whole
  }
}
