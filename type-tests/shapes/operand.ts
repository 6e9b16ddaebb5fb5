/**
 * What the type tests of the rules share: an operand that is only a shape, and a value of any type out of thin air.
 * Nothing here runs.
 */
import type { Shape } from '../../src/shapes/index.js'

export interface Operand<out S extends Shape> {
  readonly shape: S
}

/** An operand of a shape. */
export declare const of: <const S extends Shape>(...shape: S) => Operand<[...S]>

/** A value of the type, to be compared. */
export declare const the: <T>() => T
