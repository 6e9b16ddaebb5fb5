/**
 * The shape of the comprehension IR: index expressions, scalar expressions, and the values of a program.
 *
 *     out[o…] = post(o, reduce_{r…} body(o, r))
 *
 * Nothing here knows about layouts, loops or targets; shapes are integers (names were bound before).
 * Every node is interned: two structurally equal index or scalar expressions are the same object with the same `id`.
 */
import type { DType } from '../../shapes/dtype.js'
import type { Rational } from '../rational.js'
import type { Site } from '../graph.js'
import type { ScalarFunctionName } from '../scalar.js'

// ---------------------------------------------------------------- index expressions

/** A loop variable running over 0 … extent − 1. Index expressions never contain one of extent 1: it is the constant 0. */
export interface Variable {
  readonly kind: 'variable'
  readonly id: number
  readonly extent: number
  readonly name: string
}

/** ⌊of / by⌋ */
export interface Floor {
  readonly kind: 'floor'
  readonly id: number
  readonly of: Index
  readonly by: number
}

/** of mod by, in 0 … by − 1 */
export interface Modulo {
  readonly kind: 'modulo'
  readonly id: number
  readonly of: Index
  readonly by: number
}

/** An integer read from a tensor of Δ at run time: nothing is known about its range, so its users guard it. */
export interface Lookup {
  readonly kind: 'lookup'
  readonly id: number
  readonly tensor: Value
  readonly at: readonly Index[]
}

export type Atom = Variable | Floor | Modulo | Lookup

/** constant + Σ coefficient · atom; terms merged, sorted by atom id, none with coefficient zero. */
export interface Index {
  readonly id: number
  readonly constant: number
  readonly terms: readonly Term[]
}

export interface Term {
  readonly atom: Atom
  readonly coefficient: number
}

/** `of ≥ 0` or `of = 0`. A list of guards is their conjunction. Data-dependent choice is the scalar function `where`. */
export interface Guard {
  readonly test: 'nonnegative' | 'zero'
  readonly of: Index
}

// ---------------------------------------------------------------- scalar expressions

/** A real constant that is not rational, known to every printer by name. */
export type NamedReal = 'pi' | 'e'

export type Expression = Constant | Read | Apply | Select | FromIndex | Accumulator

export interface Constant {
  readonly kind: 'constant'
  readonly id: number
  readonly value: Rational | NamedReal
}

export interface Read {
  readonly kind: 'read'
  readonly id: number
  readonly tensor: Value
  /** One index per logical axis, in range wherever the read is evaluated. */
  readonly at: readonly Index[]
}

export interface Apply {
  readonly kind: 'apply'
  readonly id: number
  readonly function: ScalarFunctionName
  readonly arguments: readonly Expression[]
}

/** `then` where all guards hold, else `otherwise`; the branch not taken is not evaluated (nor its reads). */
export interface Select {
  readonly kind: 'select'
  readonly id: number
  readonly guards: readonly Guard[]
  readonly then: Expression
  readonly otherwise: Expression
}

/** An index as an integer scalar. */
export interface FromIndex {
  readonly kind: 'index'
  readonly id: number
  readonly index: Index
}

/** The reduced value, in `post` only. */
export interface Accumulator {
  readonly kind: 'accumulator'
  readonly id: number
}

// ---------------------------------------------------------------- values

/** A tensor that a program reads but does not compute. Γ: roles with float dtype; Δ: integer dtypes. */
export interface Leaf {
  readonly kind: 'leaf'
  readonly id: number
  readonly name: string
  readonly shape: readonly number[]
  readonly dtype: DType
  /**
   * `parameter` and `state` persist between calls (state: optimiser moments, running statistics);
   * `input` is filled for each call; `scalar` is a run-time scalar such as the learning rate; `constant` has `data`.
   */
  readonly role: 'parameter' | 'state' | 'input' | 'scalar' | 'constant'
  readonly data?: ArrayLike<number>
  readonly site?: Site | undefined
}

export type Reduction = 'none' | 'sum' | 'max' | 'min' | 'argmax' | 'argmin'

export interface Comprehension {
  readonly kind: 'comprehension'
  readonly id: number
  readonly name: string
  readonly shape: readonly number[]
  readonly dtype: DType
  /** One variable per axis of the result. */
  readonly out: readonly Variable[]
  /** The reduction variables; row-major order decides the winner of argmax and the order of summation. */
  readonly over: readonly Variable[]
  readonly reduce: Reduction
  readonly body: Expression
  /**
   * For `max`, `min`, `argmax` and `argmin` only: points of `over` where one of these guards fails take no part, and
   * `body` is not evaluated there. So padding never wins, and an extreme starts at the first point that is live; no
   * number stands for −∞. Where no point is live, `max` and `min` give 0 and `argmax` and `argmin` give −1 (no winner,
   * hence no gradient). A sum says the same with `select(guards, body, 0)`. A NaN wins, the first one if there are more.
   */
  readonly where?: readonly Guard[] | undefined
  /** Epilogue over the reduced value, or null for the value itself. Set by fusion only: nothing differentiates it. */
  readonly post: Expression | null
  /**
   * Set for a scatter-add: the result starts as zeros, and for every point of `over`, in row-major order,
   * `body` is added at these indices (they may contain lookups) where all `scatterGuards` hold. `reduce` is 'sum'.
   */
  readonly scatter?: { readonly at: readonly Index[]; readonly guards: readonly Guard[] } | undefined
  /** The comprehension with equal `out`, `over`, `where` and `body` whose maximum (minimum) this argmax (argmin) locates. */
  readonly winnerOf?: Comprehension | undefined
  /** True when this value has, by construction, no derivative (the stabilising maximum of a softmax). */
  readonly stop?: boolean | undefined
  /**
   * A numerically better adjoint than the derived one: contributions to operands, given this value's cotangent.
   * Must equal the derived adjoint in exact arithmetic (a test compares them): softmax, attention, normalisation.
   */
  readonly adjoint?: ((cotangent: Value) => readonly (readonly [operand: Value, contribution: Value])[]) | undefined
  /** A hint for layout election: prefer the layout of this value (a gradient follows its primal). */
  readonly like?: Value | undefined
  /** The operator application of the recorded graph that this comes from; gradients inherit their primal's. */
  readonly site?: Site | undefined
}

export type Value = Leaf | Comprehension

/** Everything one entry point computes: values reachable from outputs and updates. */
export interface Program {
  readonly name: string
  readonly outputs: readonly { readonly name: string; readonly value: Value }[]
  /** After all outputs are computed, each leaf (parameter or state) takes its new value. All reads see the old ones. */
  readonly updates: readonly { readonly leaf: Leaf; readonly value: Value }[]
  /** Leaves in a fixed order, also those that the entry does not read (so that entries share them). */
  readonly leaves: readonly Leaf[]
}
