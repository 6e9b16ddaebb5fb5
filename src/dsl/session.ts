/**
 * Session: a graph that grows while one looks at it. Leaves carry values, operators append nodes, and at any time values,
 * gradients and directional derivatives of anything can be asked for. The same session runs on the reference interpreter
 * or on compiled kernels, through `Executor`; reverse mode is the loop of a link tape.
 *
 * In: values and operators. Out: values, gradients, updated parameters. A failing call leaves the session as it was.
 */
import { isFloat, type DType } from '../shapes/dtype.js'
import type { Shape } from '../shapes/shape.js'
import { seedWords } from '../runtime/random.js'
import { referenceExecutor, type Executor, type LeafData } from './executor.js'
import { f64 } from './domain/floats.js'
import type { LinkSnapshot } from './link/check-link.js'
import { Tape, type DenseGradients } from './link/tape.js'
import { graphOf, source, tensorOf } from './record.js'
import { samplesAmong } from './samples.js'
import { checkedNaturals, checkedValues, count, SessionError } from './session/error.js'
import { Evaluation } from './session/evaluation.js'
import { Gradients, type GradientHook } from './session/gradients.js'
import type { Numbers } from './session/numbers.js'
import type { SessionParameter } from './session/parameter.js'
import { WholeGraph } from './session/programs.js'
import { Recording, type Entry } from './session/recording.js'
import { Templates } from './session/template.js'
import type { AnyTensor, Tensor } from './tensor.js'

export { SessionError } from './session/error.js'
export { Gradients } from './session/gradients.js'
export type { GradientHook } from './session/gradients.js'
export type { SessionParameter } from './session/parameter.js'

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

/** What a leaf is called in errors and in the recorded graph. */
export interface LeafOptions {
  readonly name?: string
}

/** JSON has no NaN, no infinities and one zero: a graph writes them as strings. */
const written = (x: number): number | string =>
  Number.isFinite(x) && !Object.is(x, -0) ? x
  : Object.is(x, -0) ? '-0'
  : String(x)

const late = 'cannot add a new leaf after graph nodes have been created (resetTape first)'

/**
 * Values and gradients step by step, without a model: leaves are given with their values, operators on them are recorded,
 * and values, gradients and directional derivatives are asked for. Lists of values are row-major.
 *
 * @example
 * const session = new Session()
 * const w = session.param([2], [1, -1])
 * const x = session.use(w)
 * const loss = x.mul(x).sum()
 * session.getValue(loss) // => [2]
 * session.sgdStepAll(0.1, session.backward(loss))
 * w.values // => [0.8, -0.8]
 */
export class Session {
  #recording = new Recording()
  #evaluation: Evaluation | undefined
  #whole: WholeGraph | undefined
  readonly #templates: Templates
  readonly #options: Required<SessionOptions>
  #parameters = 0
  #resets = 0

  /** @throws SessionError when the seed is no natural number */
  constructor(options: SessionOptions = {}) {
    this.#options = {
      executor: referenceExecutor,
      seed: 0,
      requiresGradByDefault: true,
      trackGradients: true,
      leavesFirst: true,
      training: true,
      checked: false,
      ...options,
    }
    checkedNaturals('Session: seed', [this.#options.seed])
    this.#templates = new Templates(this.#options.executor, this.#options.training)
  }

  // -------------------------------------------------------------------------------------------------- parameters and leaves

  /**
   * A parameter: values in a box, not in the graph until `use`.
   *
   * @throws SessionError when the values are not as many as the shape has elements
   */
  param<const S extends readonly number[], const V extends ArrayLike<number>>(
    shape: S,
    values: Numbers<'param', S, V>,
    { name = `parameter${this.#parameters}`, requiresGrad = this.#options.requiresGradByDefault } = {},
  ): SessionParameter<S> {
    const box = { name, shape, values: checkedValues(`param ${name}`, shape, values as V), requiresGrad }
    this.#parameters++
    return box
  }

  /** A leaf with the parameter's current values. Used twice it makes two leaves, and both gradients are applied. */
  use<S extends readonly number[]>(parameter: SessionParameter<S>): Tensor<[...S]> {
    const values = checkedValues(`use ${parameter.name}`, parameter.shape, parameter.values)
    const [leaf, entry] = this.#leaf('use', parameter.shape, 'f32', values)
    this.#recording.parameters.set(entry, parameter)
    return leaf as unknown as Tensor<[...S]> // made of this parameter's shape
  }

  /**
   * A float leaf with values. All leaves collect gradients.
   *
   * @throws SessionError when the values are not as many as the shape has elements, or a leaf comes too late
   */
  input<const S extends readonly number[], const V extends ArrayLike<number>>(
    shape: S,
    values: Numbers<'input', S, V>,
    options: LeafOptions = {},
  ): Tensor<[...S]> {
    const checked = checkedValues('input', shape, values as V)
    return this.#leaf('input', shape, 'f32', checked, options)[0] as unknown as Tensor<[...S]> // made of `shape`
  }

  /**
   * Fixed numbers. Before the first operator this is a leaf: it takes a place in Γ, with zeros for its gradient, and only a
   * tangent of zeros. Afterwards it is a node.
   *
   * @throws SessionError when the values are not as many as the shape has elements
   */
  const<const S extends readonly number[], const V extends ArrayLike<number>>(
    shape: S,
    values: Numbers<'const', S, V>,
  ): Tensor<[...S]> {
    const checked = checkedValues('const', shape, values as V)
    const leaf = source('constant', { shape: [...shape], dtype: 'f32', values: Array.from(checked, written) })
    this.#recording.addSource(leaf, this.#recording.operators === 0 ? 'constant' : null, checked)
    return leaf as unknown as Tensor<[...S]> // made of `shape`
  }

  /** A natural number of Δ, for run-time gathers; `setNat` changes it at any time. */
  inputNat(value: number): Tensor<[], 'i32'> {
    return this.#leaf('inputNat', [], 'i32', checkedNaturals('inputNat', [value]))[0] as unknown as Tensor<[], 'i32'>
  }

  /** Natural numbers of Δ. */
  inputNatVec<const V extends readonly number[]>(values: V): Tensor<[V['length']], 'i32'> {
    const checked = checkedNaturals('inputNatVec', values)
    return this.#leaf('inputNatVec', [values.length], 'i32', checked)[0] as unknown as Tensor<[V['length']], 'i32'>
  }

  /** @throws SessionError when this is no slot of this session */
  getNat(ref: Tensor<[], 'i32'>): number {
    return this.#slot('getNat', ref)[0] as number
  }

  /** @throws SessionError when this is no slot of this session, or the value no natural number */
  setNat(ref: Tensor<[], 'i32'>, value: number): void {
    this.#slot('setNat', ref).set(checkedNaturals('setNat', [value]))
    this.#forget()
  }

  /** @throws SessionError when this is no slot of this session */
  getNatVec(ref: Tensor<[number], 'i32'>): number[] {
    return [...this.#slot('getNatVec', ref)]
  }

  /** @throws SessionError when this is no slot of this session, or the values are not as many natural numbers */
  setNatVec(ref: Tensor<[number], 'i32'>, values: readonly number[]): void {
    const slot = this.#slot('setNatVec', ref)
    const checked = checkedNaturals('setNatVec', values)
    if (checked.length !== slot.length)
      throw new SessionError(`setNatVec: the slot has ${slot.length} numbers, got ${checked.length}`)
    slot.set(checked)
    this.#forget()
  }

  // ------------------------------------------------------------------------------------------------------------------ values

  /** The value of a leaf or node, row-major, at the current leaf values. Computed once for each state of the session. */
  getValue(ref: AnyTensor): Float64Array {
    const entry = this.#recording.entry('getValue', ref)
    return (entry.values ?? this.#valueOf(entry)).slice()
  }

  /** The values of all leaves and nodes in recording order; empty for what stands for one sample of a `vmap`. */
  values(): readonly Float64Array[] {
    if (this.#recording.requests)
      return this.#wholeGraph()
        .values(this.#data())
        .map((value) => value.slice())
    return this.#advanced().tape.nodes.map(({ value }) => Float64Array.from(value.cells))
  }

  /** Forgets leaves and nodes; parameters keep their values. References from before are rejected from now on. */
  resetTape(): void {
    this.#recording.alive = false
    this.#recording = new Recording()
    this.#resets++
    this.#evaluation = undefined
    this.#whole = undefined
  }

  /** Runs a function on an empty tape, and empties the tape behind it, whatever happens. */
  withFreshTape<R>(run: (session: this) => R): R {
    this.resetTape()
    try {
      return run(this)
    } finally {
      this.resetTape()
    }
  }

  /** The place of a leaf in Γ. @throws SessionError for a node, a slot, or what is not of this session */
  leafIndex(ref: AnyTensor): number {
    const entry = this.#recording.entry('leafIndex', ref)
    if (entry.leaf === null || entry.leaf === 'slot')
      throw new SessionError(`leafIndex: ${described(entry)} is not a leaf; leafLen=${this.#recording.leaves().length}`)
    return this.#recording.leaves().indexOf(entry)
  }

  // ----------------------------------------------------------------------------------------------------------- reverse mode

  /**
   * The snapshot as a link tape: a node for each entry of Γ ++ ss, with its value and its reverse mode.
   *
   * @throws SessionError when the graph has a request (`grad`, `vmap` …): take `link.compileAux` of the snapshot then
   */
  compileTape(): Tape<number> {
    if (this.#recording.requests)
      throw new SessionError(
        'compileTape: a derivative or a vmap was recorded; use link.compileAux(snapshot().graph, …)',
      )
    const tape = new Tape<number>(f64)
    for (const node of this.#advanced().tape.nodes) tape.addNode(node)
    return tape
  }

  /**
   * The gradients of an output with respect to every leaf and node: of a scalar, or of ⟨seed, output⟩.
   *
   * @throws SessionError for a stale or foreign output, an integer output, or a seed of the wrong size
   */
  backward<S extends Shape, const V extends ArrayLike<number>>(
    output: Tensor<S, DType>,
    seed?: Numbers<'backward', S, V>,
    hook?: GradientHook,
  ): Gradients {
    const entry = this.#recording.entry('backward', output)
    const { node } = entry
    if (!this.#options.trackGradients) throw new SessionError('backward: this session does not track gradients')
    if (entry.id < 0) throw new SessionError('backward: invalid output id: a natural-number slot')
    if (!isFloat(node.dtype))
      throw new SessionError(`backward: the output is ${node.dtype}, and only floats have gradients`)
    const shape = node.shape as readonly number[]
    if (seed === undefined && shape.length > 0)
      throw new SessionError(`backward: output [${shape.join(', ')}] is not a scalar; give a seed of that shape`)
    const cells = checkedValues('backward: seed', shape, (seed as V | undefined) ?? [1])
    const found = this.#backward(entry, { shape, cells })
    return new Gradients(this.#recording, found, hook)
  }

  /** `backward` of ⟨seed, output⟩; the array of the result has one gradient for each leaf and node. */
  backwardDenseAll<S extends Shape, const V extends ArrayLike<number>>(
    output: Tensor<S, DType>,
    seed: Numbers<'backward', S, V>,
    hook?: GradientHook,
  ): Gradients {
    return this.backward<S, V>(output, seed, hook)
  }

  /** `backward` of a scalar. */
  backwardScalarDenseAll(loss: Tensor<[], DType>, hook?: GradientHook): Gradients {
    return this.backward(loss, undefined, hook)
  }

  /** The gradient of one leaf or node; zeros where the output does not depend on it. */
  grad(gradients: Gradients, ref: AnyTensor): Float64Array {
    const entry = this.#recording.entry('grad', ref)
    return gradients.of('grad', this.#recording, entry).slice()
  }

  /** The gradient of ⟨seed, output⟩ with respect to one leaf or node. */
  vjp<S extends Shape, const V extends ArrayLike<number>>(
    output: Tensor<S, DType>,
    seed: Numbers<'backward', S, V>,
    wrt: AnyTensor,
  ): Float64Array {
    this.#recording.entry('vjp', wrt)
    return this.grad(this.backward<S, V>(output, seed), wrt)
  }

  /** The gradient of a scalar with respect to one leaf or node. */
  vjpScalar(loss: Tensor<[], DType>, wrt: AnyTensor): Float64Array {
    this.#recording.entry('vjpScalar', wrt)
    return this.grad(this.backward(loss), wrt)
  }

  /**
   * p ← p − rate·g for every used parameter that requires a gradient; frozen ones stay.
   *
   * @throws SessionError for a rate that is not finite, or gradients that are not of this recording; no parameter has moved
   */
  sgdStepAll(rate: number, gradients: Gradients): void {
    if (!Number.isFinite(rate)) throw new SessionError(`sgdStepAll: the rate is ${rate}`)
    const moves = [...this.#recording.parameters].flatMap(([entry, { values, requiresGrad }]) =>
      requiresGrad ? [{ values, gradient: gradients.of('sgdStepAll', this.#recording, entry) }] : [],
    )
    gradients.check('sgdStepAll', this.#recording)
    for (const { values, gradient } of moves)
      for (let at = 0; at < values.length; at++) values[at] = (values[at] as number) - rate * (gradient[at] as number)
  }

  // ----------------------------------------------------------------------------------------------------------- forward mode

  /**
   * Tangents for the leaves of Γ, one each in order, checked and copied.
   *
   * @throws SessionError for another number of them, one of the wrong size, or a constant that would move
   */
  tangents(list: readonly ArrayLike<number>[]): readonly Float64Array[] {
    const leaves = this.#recording.leaves()
    if (list.length !== leaves.length)
      throw new SessionError(`jvp: dx array size mismatch (expected ${leaves.length}, got ${list.length})`)
    return leaves.map((leaf, at) => this.#tangent(leaf, at, list[at] as ArrayLike<number>))
  }

  /** The directional derivative of an output along one tangent for each leaf, in order. */
  jvpDenseAll(output: AnyTensor, tangents: readonly ArrayLike<number>[]): Float64Array {
    const entry = this.#recording.entry('jvp', output)
    const leaves = this.#recording.leaves()
    return this.#jvp(entry, new Map(this.tangents(tangents).map((tangent, at) => [leaves[at] as Entry, tangent])))
  }

  /** The directional derivative along the tangent of one leaf. @throws SessionError for a node, or a tangent of the wrong size */
  jvpLeaf<S extends Shape, const V extends ArrayLike<number>>(
    output: AnyTensor,
    leaf: Tensor<S, DType>,
    tangent: Numbers<'jvp', S, V>,
  ): Float64Array {
    return this.jvp(output, new Map([[leaf, tangent as V]]))
  }

  /** `jvpLeaf` of a scalar. */
  jvpScalarLeaf<S extends Shape, const V extends ArrayLike<number>>(
    loss: Tensor<[], DType>,
    leaf: Tensor<S, DType>,
    tangent: Numbers<'jvp', S, V>,
  ): number {
    const { shape } = this.#recording.entry('jvp', loss).node
    if (shape.length > 0) throw new SessionError(`jvp: output [${shape.join(', ')}] is not a scalar`)
    return this.jvpLeaf<S, V>(loss, leaf, tangent)[0] as number
  }

  /**
   * The directional derivative of an output along tangents of leaves; leaves that are not named do not move.
   *
   * @throws SessionError for a tangent of a node, of an integer leaf, or of the wrong size
   */
  jvp(output: AnyTensor, tangents: ReadonlyMap<AnyTensor, ArrayLike<number>>): Float64Array {
    const entry = this.#recording.entry('jvp', output)
    const leaves = this.#recording.leaves()
    const moved = new Map<Entry, Float64Array>()
    for (const [ref, tangent] of tangents) {
      const leaf = this.#recording.entry('jvp', ref)
      if (leaf.leaf === null || leaf.leaf === 'slot')
        throw new SessionError(`jvp: invalid leaf: ${described(leaf)} is not a float leaf; leafLen=${leaves.length}`)
      moved.set(leaf, this.#tangent(leaf, leaves.indexOf(leaf), tangent))
    }
    return this.#jvp(entry, moved)
  }

  // --------------------------------------------------------------------------------------------------------------- snapshot

  /** The graph recorded so far, with the current numbers of its leaves: what `checkLink` takes. */
  snapshot(): LinkSnapshot {
    const { nodes } = this.#recording
    const samples = samplesAmong(nodes)
    const outputs = nodes.flatMap((node, at) => (samples.has(node) ? [] : [[`value${at}`, tensorOf(node)] as const]))
    return {
      graph: graphOf({ outputs: Object.fromEntries(outputs) }),
      data: this.#data(),
      training: this.#options.training,
    }
  }

  // -------------------------------------------------------------------------------------------------------------- the inside

  #leaf(
    method: string,
    shape: readonly number[],
    dtype: 'f32' | 'i32',
    values: Float64Array,
    { name = `leaf${this.#recording.nodes.length}` }: LeafOptions = {},
  ): readonly [AnyTensor, Entry] {
    if (this.#options.leavesFirst && this.#recording.operators > 0) throw new SessionError(`${method}: ${late}`)
    if (this.#recording.names.has(name)) throw new SessionError(`${method}: there is a leaf named "${name}" already`)
    this.#recording.names.add(name)
    const leaf = source('input', { name, shape: [...shape], dtype })
    return [leaf, this.#recording.addSource(leaf, dtype === 'i32' ? 'slot' : 'input', values)]
  }

  #slot(method: string, ref: AnyTensor): Float64Array {
    const { leaf, values } = this.#recording.entry(method, ref)
    if (leaf !== 'slot' || values === null)
      throw new SessionError(`${method}: invalid nat id: not a natural-number slot`)
    return values
  }

  #tangent(leaf: Entry, at: number, values: ArrayLike<number>): Float64Array {
    const tangent = checkedValues(`jvp: dx shape mismatch at idx=${at}`, leaf.node.shape as readonly number[], values)
    if (leaf.leaf === 'constant' && tangent.some((x) => x !== 0))
      throw new SessionError(`jvp: leaf ${at} is a constant: its tangent is zeros`)
    return tangent
  }

  /** The evaluation of everything recorded. When it fails, what was evaluated before stays. */
  #advanced(): Evaluation {
    const counters = { seed: Float64Array.from(seedWords(this.#options.seed)), step: Float64Array.of(this.#resets) }
    this.#evaluation ??= new Evaluation(this.#recording, this.#templates, counters, this.#options.checked)
    this.#evaluation.advance()
    return this.#evaluation
  }

  #wholeGraph(): WholeGraph {
    this.#whole ??= new WholeGraph(this.#recording, this.#options)
    return this.#whole
  }

  #valueOf({ id }: Entry): Float64Array {
    if (!this.#recording.requests) return this.#advanced().tape.nodes[id]!.value.cells as Float64Array // of f64
    return this.#wholeGraph().value(id, this.#data())
  }

  #backward({ id }: Entry, seed: { shape: readonly number[]; cells: Float64Array }): DenseGradients<number> {
    if (!this.#recording.requests) return this.#advanced().tape.backwardDense(id, seed)
    return this.#wholeGraph().gradients(id, seed.cells, this.#data())
  }

  #jvp(output: Entry, moved: ReadonlyMap<Entry, Float64Array>): Float64Array {
    const { node, id } = output
    if (!isFloat(node.dtype)) throw new SessionError(`jvp: the output is ${node.dtype}, and only floats have tangents`)
    const along = new Map([...moved].flatMap(([leaf, tangent]) => (leaf.leaf === 'input' ? [[leaf.id, tangent]] : [])))
    const found =
      this.#recording.requests ?
        this.#wholeGraph().tangent(id, along, this.#data())
      : this.#advanced().tangent(id, along)
    return found?.slice() ?? new Float64Array(count(node.shape as readonly number[]))
  }

  #data(): LeafData {
    const data = new Map<string, ArrayLike<number>>()
    for (const { node, values } of [...this.#recording.entries, ...this.#recording.slots])
      if (values !== null && node.operator === 'input') data.set(String(node.attributes['name']), values)
    data.set('seed', seedWords(this.#options.seed))
    data.set('step', [this.#resets])
    return data
  }

  /** What was computed is of another state. */
  #forget(): void {
    this.#evaluation = undefined
    this.#whole?.forget()
  }
}

const described = ({ leaf, id, node }: Entry): string =>
  leaf === 'slot' ? `a ${node.dtype} slot` : `id=${id} (${node.operator})`
