/**
 * A scalar domain: what stands for the real numbers while a program is evaluated. The evaluator (evaluate/) is written
 * once over it; f64 is the reference, f32 rounds after every operation, duals carry a tangent, rationals are exact.
 *
 * In: names of scalar functions. Out: those functions over the scalars of the domain. Integers and masks are not its
 * business: they are machine numbers in every domain.
 */
import type { NamedReal } from '../comprehension/types.js'
import type { Rational } from '../rational.js'
import type { ScalarFunctionName } from '../scalar.js'

/** Row-major elements: a typed array where there is one for the scalars, else a plain one. */
export interface Cells<T> {
  readonly length: number
  [position: number]: T
}

/** A domain without the function that was asked for, or a point at which it has no value. */
export class DomainError extends Error {
  override readonly name = 'DomainError'
}

/** Scalars `T`, kept in arrays `A`. */
export interface ScalarDomain<T, A extends Cells<T> = Cells<T>> {
  readonly name: string
  /** Whether results are rounded, so that the order of a sum shows in it. */
  readonly rounds: boolean
  /** So many zeros. */
  array(length: number): A
  /** A constant of a program, rounded once. */
  constant(value: Rational | NamedReal): T
  /** A number given as data; an exact domain takes the decimal that it prints as. */
  fromNumber(value: number): T
  /** The nearest double. */
  toNumber(value: T): number
  add(a: T, b: T): T
  mul(a: T, b: T): T
  neg(a: T): T
  /** @throws DomainError where the domain has no quotient */
  div(a: T, b: T): T
  /**
   * The meaning of a scalar function from floats to a float.
   *
   * @throws DomainError when the domain has no such function
   */
  function(name: ScalarFunctionName): (...x: T[]) => T
  lessThan(a: T, b: T): boolean
  equal(a: T, b: T): boolean
  isNaN(a: T): boolean
  /** Whether two scalars are the very same, to the last bit: what checks of equality compare with. */
  same(a: T, b: T): boolean
  /** For messages. */
  format(a: T): string
}
