/**
 * What a row of the scalar-function table is, and the operations its programs are written in.
 *
 * In: nothing. Out: the types that the rows (intrinsics.ts, transcendental.ts, random-bits.ts) fill and the printers read.
 */
import type { Expression } from '../comprehension/types.js'
import type { Rational } from '../rational.js'
import type { ScalarFunctionName } from '../scalar.js'

/** The kind of a scalar: what a domain replaces (`float`), machine integers of 32 bits, and truth values. */
export type ScalarKind = 'float' | 'integer' | 'mask'

/** d y / d x for one operand, given the application y itself and its operands. */
export type Derivative<E = Expression> = (y: E, ...x: E[]) => E

/**
 * What derivatives are written with, handed to them so that the table imports no expressions: constructors of expressions,
 * or the same operations on numbers (domain/dual.ts).
 */
export interface Rules<E = Expression> {
  apply(name: ScalarFunctionName, ...operands: readonly E[]): E
  constant(value: Rational | number): E
}

export interface ScalarFunction {
  readonly arity: number
  /** Comparisons take two floats or two integers; their rows say `number`. */
  readonly operands: readonly (ScalarKind | 'number')[]
  readonly result: ScalarKind
  /** The meaning, in f64; masks are 0 and 1. Integers are exact; those that wrap say so. */
  readonly evaluate: (...x: number[]) => number
  /** One rule for each operand, or null for a function that is not differentiable. */
  readonly derivative: (<E>(make: Rules<E>) => readonly Derivative<E>[]) | null
  /** True for a function that should not be computed twice to save a store. */
  readonly heavy: boolean
  /**
   * The function as straight-line arithmetic, printed by every target, so that all agree to the last bit. A row without
   * a program is an intrinsic, which each printer spells.
   */
  readonly program?: <T>(operations: FloatOperations<T>, ...x: T[]) => T
  /** The same over 32-bit integers. */
  readonly integerProgram?: <T>(operations: IntegerOperations<T>, ...x: T[]) => T
  /** How far a target's spelling may be from the real function. */
  readonly accuracy?: Accuracy
}

/**
 * Largest errors, in units of the last place at the exact value, over `domain`: a little above what `npm run accuracy`
 * measures of printed kernels, and what `npm test` holds them to.
 */
export interface Accuracy {
  /** In units of f32, where every operation rounds to f32; operands are f32. */
  readonly strict: number
  /** In units of f32, before a store rounds it, where temporaries are doubles; operands are any doubles that f32 reach. */
  readonly doubleTemporaries: number
  /** In units of f64, where all floats are doubles. */
  readonly double: number
  /** What may be added to the first two: results that underflow earlier than they must, operands next to a zero. */
  readonly absolute: number
  readonly domain: string
}

/**
 * Float operations of a target: T is a number, or the text of an expression. Programs are correct both when every
 * operation rounds to f32 and when temporaries are doubles, fused multiply-adds or not.
 */
export interface FloatOperations<T> {
  constant(value: number): T
  add(a: T, b: T): T
  sub(a: T, b: T): T
  mul(a: T, b: T): T
  div(a: T, b: T): T
  /** a·b + c */
  multiplyAdd(a: T, b: T, c: T): T
  neg(a: T): T
  abs(a: T): T
  sqrt(a: T): T
  minimum(a: T, b: T): T
  maximum(a: T, b: T): T
  /** The nearest integer; which one of two equally near does not matter. */
  round(a: T): T
  /**
   * x·2ᵏ for an integer −252 ≤ k ≤ 252, also where 2ᵏ itself is not an f32: two multiplications by halves of k. Any
   * result, but no trap, for other k and NaN; NaN when x is NaN.
   */
  scaleByPowerOfTwo(x: T, k: T): T
  /** The integer e with 2ᵉ ≤ x < 2ᵉ⁺¹, for a normal f32 x > 0; anything, without a trap, otherwise. */
  exponentOf(x: T): T
  /** x·2^−exponentOf(x), in [1, 2), under the same condition. */
  mantissaOf(x: T): T
  /** A mask; false when either is NaN. */
  lessThan(a: T, b: T): T
  select(mask: T, then: T, otherwise: T): T
}

/** Unsigned 32-bit integers; `add` wraps. */
export interface IntegerOperations<T> {
  constant(value: number): T
  add(a: T, b: T): T
  xor(a: T, b: T): T
  rotateLeft(a: T, bits: number): T
  /** Fills with zeros. */
  shiftRight(a: T, bits: number): T
}
