/**
 * Parameters and leaves of a session: boxes of values, leaves Γ with their values, natural-number slots Δ.
 *
 * In: shapes and numbers. Out: tensors that carry them. SessionError where they do not fit, or come too late.
 */
import type { Constructed, ShapeArgument } from '../../shapes/construct.js'
import { source } from '../record.js'
import type { AnyTensor, Tensor } from '../tensor.js'
import { checkedNaturals, checkedShape, checkedValues, SessionError } from './error.js'
import type { Numbers } from './numbers.js'
import type { SessionParameter } from './parameter.js'
import type { Entry } from './recording.js'
import { State, type SessionOptions } from './state.js'

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

/** A session's methods that give it numbers. */
export class Leaves {
  /** What all rooms of a session share. */
  protected readonly state: State
  #parameters = 0

  /** @throws SessionError when the seed is no natural number */
  constructor(options: SessionOptions = {}) {
    this.state = new State(options)
  }

  /**
   * A parameter: values in a box, not in the graph until `use`.
   *
   * @throws SessionError for a dimension that is not a whole number, when the values are not as many as the shape has elements
   */
  param<const S extends readonly number[], const V extends ArrayLike<number>>(
    shape: ShapeArgument<'param', S>,
    values: Numbers<'param', Constructed<S>, V>,
    { name = `parameter${this.#parameters}`, requiresGrad = this.state.options.requiresGradByDefault } = {},
  ): SessionParameter<Constructed<S>> {
    const sizes = checkedShape('param', shape as S)
    const box = { name, shape: sizes, values: checkedValues(`param ${name}`, sizes, values as V), requiresGrad }
    this.#parameters++
    return box as unknown as SessionParameter<Constructed<S>> // `shape`, copied
  }

  /** A leaf with the parameter's current values. Used twice it makes two leaves, and both gradients are applied. */
  use<S extends readonly number[]>(parameter: SessionParameter<S>): Tensor<[...S]> {
    const values = checkedValues(`use ${parameter.name}`, parameter.shape, parameter.values)
    const [leaf, entry] = this.#leaf('use', parameter.shape, 'f32', values)
    this.state.recording.parameters.set(entry, parameter)
    return leaf as unknown as Tensor<[...S]> // made of this parameter's shape
  }

  /**
   * A float leaf with values. All leaves collect gradients.
   *
   * @throws SessionError for a dimension that is not a whole number, when the values are not as many as the shape has elements, or a leaf comes too late
   */
  input<const S extends readonly number[], const V extends ArrayLike<number>>(
    shape: ShapeArgument<'input', S>,
    values: Numbers<'input', Constructed<S>, V>,
    options: LeafOptions = {},
  ): Tensor<Constructed<S>> {
    const sizes = checkedShape('input', shape as S)
    const checked = checkedValues('input', sizes, values as V)
    return this.#leaf('input', sizes, 'f32', checked, options)[0] as unknown as Tensor<Constructed<S>> // made of `shape`
  }

  /**
   * Fixed numbers. Before the first operator this is a leaf: it takes a place in Γ, with zeros for its gradient, and only a
   * tangent of zeros. Afterwards it is a node.
   *
   * @throws SessionError for a dimension that is not a whole number, when the values are not as many as the shape has elements
   */
  const<const S extends readonly number[], const V extends ArrayLike<number>>(
    shape: ShapeArgument<'const', S>,
    values: Numbers<'const', Constructed<S>, V>,
  ): Tensor<Constructed<S>> {
    const sizes = checkedShape('const', shape as S)
    const checked = checkedValues('const', sizes, values as V)
    const leaf = source('constant', { shape: sizes, dtype: 'f32', values: Array.from(checked, written) })
    this.state.recording.addSource(leaf, this.state.recording.operators === 0 ? 'constant' : null, checked)
    return leaf as unknown as Tensor<Constructed<S>> // made of `shape`
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
    this.state.forget()
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
    this.state.forget()
  }

  #leaf(
    method: string,
    shape: readonly number[],
    dtype: 'f32' | 'i32',
    values: Float64Array,
    { name = `leaf${this.state.recording.nodes.length}` }: LeafOptions = {},
  ): readonly [AnyTensor, Entry] {
    if (this.state.options.leavesFirst && this.state.recording.operators > 0)
      throw new SessionError(`${method}: ${late}`)
    if (this.state.recording.names.has(name))
      throw new SessionError(`${method}: there is a leaf named "${name}" already`)
    this.state.recording.names.add(name)
    const leaf = source('input', { name, shape: [...shape], dtype })
    return [leaf, this.state.recording.addSource(leaf, dtype === 'i32' ? 'slot' : 'input', values)]
  }

  #slot(method: string, ref: AnyTensor): Float64Array {
    const { leaf, values } = this.state.recording.entry(method, ref)
    if (leaf !== 'slot' || values === null)
      throw new SessionError(`${method}: invalid nat id: not a natural-number slot`)
    return values
  }
}
