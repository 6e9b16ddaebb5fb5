/**
 * Statements: comprehensions after layout, fusion and ordering, with every read and write an address in a buffer.
 * The passes layout … lower make them (front half); pack, group, plan-memory, tile and the printers use them (back half).
 */
import type { DType } from '../shapes/dtype.js'
import type { Guard, Index, Leaf, NamedReal, Reduction, Value, Variable } from '../dsl/comprehension/types.js'
import type { Rational } from '../dsl/rational.js'
import type { ScalarFunctionName } from '../dsl/scalar.js'
import type { Site } from '../dsl/graph.js'

/** A region of the arena that holds one tensor. */
export interface Buffer {
  readonly id: number
  readonly name: string
  readonly dtype: DType
  /** In elements, borders and row padding included. */
  readonly elements: number
  /**
   * `leaf`: a parameter, state, input, scalar or constant; `output`: read by the host after the call;
   * `temporary`: lives between its first write and last read, memory is shared.
   */
  readonly role: 'leaf' | 'output' | 'temporary'
  readonly leaf?: Leaf | undefined
  /** Cells that are zero from the start and must never be written (borders that absorbed guards). Pins the buffer. */
  readonly bordered: boolean
  /** Logical view: element [i…] is at base + Σ i·strides (in elements). */
  readonly shape: readonly number[]
  readonly strides: readonly number[]
  readonly base: number
}

/** Where a buffer starts, in bytes. */
export interface Placement {
  readonly segment: number
  readonly offset: number
}

/** base + Σ stride · variable, in elements. */
export interface AffineAddress {
  readonly kind: 'affine'
  readonly buffer: Buffer
  readonly base: number
  readonly strides: ReadonlyMap<Variable, number>
}

/** An affine address; or, where that is impossible, any index expression (scalar fallback). */
export type Address = AffineAddress | { readonly kind: 'general'; readonly buffer: Buffer; readonly index: Index }

export const isAffine = (address: Address): address is AffineAddress => address.kind === 'affine'

export type LoweredExpression =
  | { readonly kind: 'constant'; readonly id: number; readonly value: Rational | NamedReal }
  | { readonly kind: 'load'; readonly id: number; readonly address: Address }
  | {
      readonly kind: 'apply'
      readonly id: number
      readonly function: ScalarFunctionName
      readonly arguments: readonly LoweredExpression[]
    }
  | {
      readonly kind: 'select'
      readonly id: number
      readonly guards: readonly Guard[]
      readonly then: LoweredExpression
      readonly otherwise: LoweredExpression
    }
  | { readonly kind: 'index'; readonly id: number; readonly index: Index }
  | { readonly kind: 'accumulator'; readonly id: number }

export interface Store {
  readonly address: Address
  /** The value stored, over the accumulator; null stores the accumulator itself (the winner's index if `winner`). */
  readonly value: LoweredExpression | null
  /** True for the second output of a max (min): the row-major number of the winning point of `over`. */
  readonly winner: boolean
}

export interface Statement {
  readonly id: number
  /** Stable and readable, unique in the program: `relu_3`, `linear_1_weight_gradient`. */
  readonly name: string
  readonly loops: readonly Variable[]
  readonly over: readonly Variable[]
  readonly reduce: Reduction
  /** For max, min, argmax, argmin: points of `over` where a guard fails take no part (Comprehension.where). */
  readonly where?: readonly Guard[] | undefined
  readonly body: LoweredExpression
  /** One or more; all values are evaluated before the first is stored. */
  readonly stores: readonly Store[]
  /** Scatter-add: target cells are cleared first (`stores[0].address` over `over`, guarded). */
  readonly scatterGuards?: readonly Guard[] | undefined
  /** Output digits of extent ≤ 4 that must be unrolled inside the tile. */
  readonly unrolled: ReadonlySet<Variable>
  /** The comprehension's formula, for the comment above its kernel. */
  readonly formula: string
  readonly sites: readonly Site[]
}

/** One entry, lowered: statements in execution order over buffers. */
export interface LoweredProgram {
  readonly name: string
  readonly statements: readonly Statement[]
  readonly buffers: readonly Buffer[]
  readonly outputs: readonly { readonly name: string; readonly buffer: Buffer }[]
  /** Where the tensors live that lookups read (leaves are found by their buffer's `leaf`, so only computed ones need be here). */
  readonly tensors?: ReadonlyMap<Value, Buffer> | undefined
}
