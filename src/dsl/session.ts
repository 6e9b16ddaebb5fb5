/**
 * Session: a graph that grows while one looks at it. Leaves carry values, operators append nodes, and at any time values,
 * gradients and directional derivatives of anything can be asked for. The same session runs on the reference interpreter
 * or on compiled kernels, through `Executor`.
 *
 * In: values and operators. Out: values, gradients, updated parameters. A failing call leaves the session as it was.
 */
import { isFloat } from '../shapes/dtype.js'
import type { DType } from '../shapes/dtype.js'
import type { Shape } from '../shapes/shape.js'
import { seedWords } from '../runtime/random.js'
import type { LeafData, PreparedProgram } from './executor.js'
import { referenceExecutor } from './executor.js'
import type { Executor } from './executor.js'
import type { Node } from './graph.js'
import type { LinkSnapshot } from './link/check-link.js'
import { graphOf, nodeOf, ownerOf, setOwner, source, tensorOf } from './record.js'
import { gradientProgram, tangentProgram, valueProgram } from './session-programs.js'
import { checkedNaturals, checkedValues, count, SessionError, Tape } from './session-tape.js'
import type { SessionParameter } from './session-tape.js'
import type { Tensor } from './tensor.js'

export { SessionError } from './session-tape.js'
export type { SessionParameter } from './session-tape.js'

export interface SessionOptions {
  /** Default: the f64 reference interpreter. */
  readonly executor?: Executor
  /** Seed of dropout. Default 0. */
  readonly seed?: number
  /** Whether `param` makes trainable parameters unless told otherwise. Default true. */
  readonly requiresGradByDefault?: boolean
  /** Whether leaves must come before operators. Default true. */
  readonly leavesFirst?: boolean
  /** Whether dropout drops. Default true. */
  readonly training?: boolean
}

/** One gradient for each leaf and node of a session, as `backward` found them; read with `grad`. */
export interface Gradients {
  readonly tape: Tape
  /** In recording order; null where the output does not depend on it. */
  readonly arrays: readonly (Float64Array | null)[]
}

type AnyTensor = Tensor<Shape, DType>

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
  #tape = new Tape()
  #version = 0
  #cached: { version: number; nodes: number; values: readonly (Float64Array | undefined)[] } | undefined
  readonly #prepared = new Map<string, PreparedProgram>()
  readonly #options: Required<SessionOptions>
  #parameters = 0

  constructor(options: SessionOptions = {}) {
    this.#options = {
      executor: referenceExecutor,
      seed: 0,
      requiresGradByDefault: true,
      leavesFirst: true,
      training: true,
      ...options,
    }
  }

  /** A parameter: values in a box, not in the graph until `use`. */
  param<const S extends readonly number[]>(
    shape: S,
    values: ArrayLike<number>,
    { name = `parameter${this.#parameters}`, requiresGrad = this.#options.requiresGradByDefault } = {},
  ): SessionParameter<S> {
    const box = { name, shape, values: checkedValues(`param ${name}`, shape, values), requiresGrad }
    this.#parameters++
    return box
  }

  /** A leaf with the parameter's current values. Used twice it makes two leaves, and both gradients are applied. */
  use<S extends readonly number[]>(parameter: SessionParameter<S>): Tensor<[...S]> {
    const leaf = this.#leaf(parameter.shape, 'f32', checkedValues('use', parameter.shape, parameter.values))
    this.#tape.parameters.set(this.#tape.nodes.length - 1, parameter)
    return leaf as unknown as Tensor<[...S]> // made of this parameter's shape
  }

  /** A float leaf with values. */
  input<const S extends readonly number[]>(shape: S, values: ArrayLike<number>): Tensor<[...S]> {
    return this.#leaf(shape, 'f32', checkedValues('input', shape, values)) as unknown as Tensor<[...S]> // made of `shape`
  }

  /** A natural number of Δ, for run-time gathers; `setNat` changes it at any time. */
  inputNat(value: number): Tensor<[], 'i32'> {
    return this.#leaf([], 'i32', checkedNaturals('inputNat', [value])) as unknown as Tensor<[], 'i32'>
  }

  /** Natural numbers of Δ. */
  inputNatVec(values: readonly number[]): Tensor<[number], 'i32'> {
    return this.#leaf([values.length], 'i32', checkedNaturals('inputNatVec', values)) as unknown as Tensor<
      [number],
      'i32'
    >
  }

  getNat(ref: Tensor<[], 'i32'>): number {
    return this.#slot('getNat', ref)[0] as number
  }

  setNat(ref: Tensor<[], 'i32'>, value: number): void {
    this.#slot('setNat', ref).set(checkedNaturals('setNat', [value]))
    this.#version++
  }

  getNatVec(ref: Tensor<[number], 'i32'>): number[] {
    return [...this.#slot('getNatVec', ref)]
  }

  setNatVec(ref: Tensor<[number], 'i32'>, values: readonly number[]): void {
    const slot = this.#slot('setNatVec', ref)
    const checked = checkedNaturals('setNatVec', values)
    if (checked.length !== slot.length)
      throw new SessionError(`setNatVec: the slot has ${slot.length} numbers, got ${checked.length}`)
    slot.set(checked)
    this.#version++
  }

  /** The value of a leaf or node, row-major, at the current leaf values. Computed once for each state of the session. */
  getValue(ref: AnyTensor): Float64Array {
    const value = this.#values()[this.#position('getValue', ref)]
    if (value === undefined) throw new SessionError('getValue: this tensor is of one sample of a vmap')
    return Float64Array.from(value)
  }

  /** The values of all leaves and nodes in recording order; empty for what stands for one sample of a `vmap`. */
  values(): readonly Float64Array[] {
    return this.#values().map((value) => Float64Array.from(value ?? []))
  }

  /**
   * The gradients of an output with respect to every leaf and node: of a scalar, or of ⟨seed, output⟩.
   *
   * @throws SessionError for a stale or foreign output, an integer output, or a seed of the wrong size.
   */
  backward(output: AnyTensor, seed?: ArrayLike<number>): Gradients {
    const position = this.#position('backward', output)
    const { shape, dtype } = this.#tape.nodes[position] as Node
    if (!isFloat(dtype)) throw new SessionError(`backward: the output is ${dtype}, and only floats have gradients`)
    if (seed === undefined && shape.length > 0) {
      throw new SessionError(`backward: output [${shape.join(', ')}] is not a scalar; give a seed of that shape`)
    }
    const cotangent = checkedValues('backward: seed', shape as readonly number[], seed ?? [1])
    const run = this.#prepare(`backward ${position}`, () =>
      gradientProgram(this.#tape.nodes, position, this.#options.training),
    )
    const { outputs } = run(this.#data([['cotangent', cotangent]]))
    return { tape: this.#tape, arrays: this.#tape.nodes.map((_, at) => outputs.get(`gradient${at}`) ?? null) }
  }

  /** The gradient of one leaf or node; zeros where the output does not depend on it. */
  grad(gradients: Gradients, ref: AnyTensor): Float64Array {
    const position = this.#position('grad', ref)
    if (gradients.tape !== this.#tape)
      throw new SessionError('grad: these gradients are of another session or of one since reset')
    if (position >= gradients.arrays.length) throw new SessionError('grad: this tensor was recorded after backward')
    const array = gradients.arrays[position]
    return array ?
        Float64Array.from(array)
      : new Float64Array(count((this.#tape.nodes[position] as Node).shape as readonly number[]))
  }

  /**
   * The directional derivative of an output along tangents of leaves; leaves that are not named do not move.
   *
   * @throws SessionError for a tangent of a node, of an integer leaf, or of the wrong size.
   */
  jvp(output: AnyTensor, tangents: ReadonlyMap<AnyTensor, ArrayLike<number>>): Float64Array {
    const position = this.#position('jvp', output)
    const moved: [string, Float64Array][] = []
    const along: number[] = []
    for (const [leaf, tangent] of tangents) {
      const at = this.#position('jvp', leaf)
      const { shape, dtype } = this.#tape.nodes[at] as Node
      if (!this.#tape.values.has(at) || !isFloat(dtype)) throw new SessionError(`jvp: node ${at} is not a float leaf`)
      moved.push([`tangent${at}`, checkedValues(`jvp: tangent of leaf ${at}`, shape as readonly number[], tangent)])
      along.push(at)
    }
    along.sort((a, b) => a - b)
    const run = this.#prepare(`jvp ${position} ${along.join()}`, () =>
      tangentProgram(this.#tape.nodes, position, along, this.#options.training),
    )
    const { shape } = this.#tape.nodes[position] as Node
    return run(this.#data(moved)).outputs.get('tangent') ?? new Float64Array(count(shape as readonly number[]))
  }

  /** p ← p − rate·g for every used parameter that requires a gradient; frozen ones stay. */
  sgdStepAll(rate: number, gradients: Gradients): void {
    if (!Number.isFinite(rate)) throw new SessionError(`sgdStepAll: the rate is ${rate}`)
    if (gradients.tape !== this.#tape)
      throw new SessionError('sgdStepAll: these gradients are of another session or of one since reset')
    for (const [position, { values, requiresGrad }] of this.#tape.parameters) {
      const gradient = gradients.arrays[position]
      if (!requiresGrad || !gradient) continue
      for (let at = 0; at < values.length; at++) values[at] = (values[at] as number) - rate * (gradient[at] as number)
    }
  }

  /** The graph recorded so far, with the current numbers of its leaves: what `checkLink` takes. */
  snapshot(): LinkSnapshot {
    const outputs = this.#tape.nodes.map((node, at) => [`value${at}`, tensorOf(node)] as const)
    return {
      graph: graphOf({ outputs: Object.fromEntries(outputs) }),
      data: this.#data([]),
      training: this.#options.training,
    }
  }

  /** Forgets leaves and nodes; parameters keep their values. References from before are rejected from now on. */
  resetTape(): void {
    this.#tape.alive = false
    this.#tape = new Tape()
    this.#prepared.clear()
    this.#cached = undefined
    this.#version++
  }

  #leaf(shape: readonly number[], dtype: 'f32' | 'i32', values: Float64Array): AnyTensor {
    if (this.#options.leavesFirst && this.#tape.operators > 0) {
      throw new SessionError('cannot add a new leaf after graph nodes have been created (resetTape first)')
    }
    const position = this.#tape.nodes.length
    const leaf = source('input', { name: `leaf${position}`, shape: [...shape], dtype })
    setOwner(nodeOf(leaf), this.#tape)
    this.#tape.append(nodeOf(leaf))
    this.#tape.values.set(position, values)
    this.#version++
    return leaf
  }

  #position(method: string, ref: AnyTensor): number {
    const node = nodeOf(ref)
    const owner = ownerOf(node)
    if (owner !== this.#tape) {
      const stale = owner instanceof Tape && !owner.alive
      throw new SessionError(
        `${method}: ${stale ? 'stale reference: the session was reset after this tensor was made' : 'this tensor is not of this session'}`,
      )
    }
    return this.#tape.positions.get(node) as number
  }

  #slot(method: string, ref: AnyTensor): Float64Array {
    const values = this.#tape.values.get(this.#position(method, ref))
    if (values === undefined || isFloat(nodeOf(ref).dtype))
      throw new SessionError(`${method}: not a natural-number slot`)
    return values
  }

  #data(extra: Iterable<readonly [string, ArrayLike<number>]>): LeafData {
    const data = new Map<string, ArrayLike<number>>(extra)
    for (const [position, values] of this.#tape.values) data.set(`leaf${position}`, values)
    data.set('seed', seedWords(this.#options.seed))
    data.set('step', [0])
    return data
  }

  #prepare(key: string, program: () => Parameters<Executor['prepare']>[0]): PreparedProgram {
    const full = `${key} of ${this.#tape.nodes.length}`
    const known = this.#prepared.get(full)
    if (known !== undefined) return known
    const prepared = this.#options.executor.prepare(program())
    this.#prepared.set(full, prepared)
    return prepared
  }

  #values(): readonly (Float64Array | undefined)[] {
    const { nodes } = this.#tape
    if (this.#cached?.version === this.#version && this.#cached.nodes === nodes.length) return this.#cached.values
    const run = this.#prepare('values', () => valueProgram(nodes, this.#options.training))
    const { outputs } = run(this.#data([]))
    const values = nodes.map((_, at) => outputs.get(`value${at}`))
    this.#cached = { version: this.#version, nodes: nodes.length, values }
    return values
  }
}
