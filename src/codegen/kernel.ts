/**
 * The loop IR: what a schedule makes of a statement and what a printer spells. Target-neutral: loops with constant bounds,
 * loads and stores at places computed from loop counters, guards as branches, values in lanes.
 *
 * In: statements, through schedules/*.ts. Out: text, through print/*.ts. verify.ts proves every access from this form
 * alone, so nothing may be left implicit. The order of every summation is written here; a printer cannot change it, and a
 * target without vectors prints lanes one by one.
 */
import type { DType } from '../shapes/dtype.js'
import type { NamedReal } from '../dsl/comprehension/types.js'
import type { Rational } from '../dsl/rational.js'
import type { Site } from '../dsl/graph.js'
import type { ScalarFunctionName } from '../dsl/scalar.js'
import type { Buffer } from './statement.js'

/** What a scalar domain replaces (`float`), and what it must leave alone. */
export type ElementType = 'float' | 'integer' | 'mask'

/** A loop counter: from, from + step, … below `to`. */
export interface Counter {
  readonly kind: 'counter'
  readonly id: number
  readonly name: string
  readonly from: number
  readonly to: number
  readonly step: number
}

/** How often a loop runs. */
export const roundsOf = ({ from, to, step }: Counter): number => Math.max(0, Math.ceil((to - from) / step))

/** A value with a name: assigned once, or an accumulator (`mutable`). One to four lanes; one lane broadcasts in any operation. */
export interface Local {
  readonly kind: 'local'
  readonly id: number
  readonly type: ElementType
  readonly lanes: number
  readonly mutable: boolean
}

/** constant + Σ coefficient · atom, in elements of a buffer or as a plain integer. */
export interface Place {
  readonly constant: number
  readonly terms: readonly PlaceTerm[]
}

export interface PlaceTerm {
  readonly atom: PlaceAtom
  readonly coefficient: number
}

/** `local` is an integer read at run time: nothing is known of its range, guards around its use must bound it. */
export type PlaceAtom =
  | Counter
  | Local
  | { readonly kind: 'floor'; readonly of: Place; readonly by: number }
  | { readonly kind: 'modulo'; readonly of: Place; readonly by: number }

/** `of` ≥ 0 or `of` = 0, decided by a branch. */
export interface KernelGuard {
  readonly test: 'nonnegative' | 'zero'
  readonly of: Place
}

export type Operation =
  /** An exact constant; the domain rounds it. */
  | { readonly kind: 'constant'; readonly value: Rational | NamedReal }
  /** Lane l reads at + l · laneStride. */
  | { readonly kind: 'load'; readonly buffer: Buffer; readonly at: Place; readonly laneStride: number }
  | { readonly kind: 'apply'; readonly function: ScalarFunctionName; readonly arguments: readonly Local[] }
  /** a · b + c */
  | { readonly kind: 'multiplyAdd'; readonly a: Local; readonly b: Local; readonly c: Local }
  /** The place as an integer value; lane l is at + l · laneStride. */
  | { readonly kind: 'index'; readonly at: Place; readonly laneStride: number }
  /** Lane `lane` of a value. */
  | { readonly kind: 'lane'; readonly of: Local; readonly lane: number }
  /** The value itself (to set an accumulator). */
  | { readonly kind: 'copy'; readonly of: Local }

export type Instruction =
  | { readonly kind: 'define'; readonly local: Local; readonly operation: Operation }
  /** `local` is mutable; only its first `lanes` lanes change. */
  | { readonly kind: 'assign'; readonly local: Local; readonly lanes: number; readonly operation: Operation }
  /** Lane l of the value goes to at + l · laneStride. */
  | {
      readonly kind: 'store'
      readonly buffer: Buffer
      readonly at: Place
      readonly laneStride: number
      readonly lanes: number
      readonly value: Local
      /** Which of the statement's stores this is, so that verify can see that none is missing; -1 for clearing. */
      readonly output: number
    }
  | { readonly kind: 'loop'; readonly counter: Counter; readonly body: readonly Instruction[] }
  | {
      readonly kind: 'branch'
      readonly guards: readonly KernelGuard[]
      readonly then: readonly Instruction[]
      readonly otherwise: readonly Instruction[]
    }

/** One statement's part of a kernel, for comments and `explain`. */
export interface KernelPart {
  readonly statement: string
  readonly formula: string
  readonly sites: readonly Site[]
  /** The schedule and its numbers: `tile 4×4`, `rows 4 lanes × 4`, `map`, `scalar`. */
  readonly schedule: string
}

export interface Kernel {
  readonly name: string
  readonly parts: readonly KernelPart[]
  readonly instructions: readonly Instruction[]
}

/** The element type a buffer's cells load as. */
export const elementType = (dtype: DType): ElementType => (dtype === 'f32' || dtype === 'f64' ? 'float' : 'integer')

/** How many lanes an operation on these values has. */
export const lanesOf = (values: readonly Local[]): number =>
  values.reduce((most, value) => Math.max(most, value.lanes), 1)

/** Values an operation reads, in order. */
export function operandsOf(operation: Operation): readonly Local[] {
  switch (operation.kind) {
    case 'apply':
      return operation.arguments
    case 'multiplyAdd':
      return [operation.a, operation.b, operation.c]
    case 'lane':
    case 'copy':
      return [operation.of]
    case 'constant':
    case 'load':
    case 'index':
      return []
  }
}

/** Calls `visit` for every instruction, outer ones first, with an explicit stack. */
export function walkInstructions(
  instructions: readonly Instruction[],
  visit: (instruction: Instruction) => void,
): void {
  const stack: Instruction[] = [...instructions].reverse()
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    visit(next)
    if (next.kind === 'loop') for (let i = next.body.length - 1; i >= 0; i--) stack.push(next.body[i]!)
    else if (next.kind === 'branch')
      for (const side of [next.otherwise, next.then]) for (let i = side.length - 1; i >= 0; i--) stack.push(side[i]!)
  }
}
