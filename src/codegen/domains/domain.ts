/**
 * A scalar domain as a printer sees it: how float arithmetic is spelled. Masks, integers and control flow are the
 * printer's own; whatever touches a float goes through this table, so that another domain is another table.
 */
import type { NamedReal } from '../../dsl/comprehension/types.js'
import type { Rational } from '../../dsl/rational.js'
import type { ScalarFunctionName } from '../../dsl/scalar.js'
import type { DType } from '../../shapes/dtype.js'

type Unary = (a: string) => string
type Binary = (a: string, b: string) => string
type Ternary = (a: string, b: string, c: string) => string

/** A name or literal, and what is known of it: a comparison with a constant is spelled by the constant. */
export interface Operand {
  readonly text: string
  readonly constant?: Rational | NamedReal | undefined
}

type Comparison = (a: Operand, b: Operand) => string

/** Operands are names or literals, never compound: no spelling needs to add brackets around them. */
export interface Domain {
  readonly name: string
  /** The typed array that holds floats, and the bytes of one of its elements. */
  readonly view: 'Float32Array' | 'Float64Array'
  readonly bytes: 4 | 8
  /**
   * How a kernels module finds its memory: views over the bytes of a segment, or (a domain whose elements are wider than
   * the floats they stand for) one array of elements for each kind of view, at the same element offsets.
   */
  readonly memory: 'bytes' | 'elements'
  /** Whether the module takes its scalar functions as an argument, `functions`; `prelude` is printed before the kernels. */
  readonly takesFunctions: boolean
  readonly prelude: readonly string[]
  readonly constant: (value: Rational | NamedReal | number) => string
  readonly add: Binary
  readonly sub: Binary
  readonly mul: Binary
  readonly div: Binary
  readonly multiplyAdd: Ternary
  readonly neg: Unary
  readonly abs: Unary
  readonly sqrt: Unary
  readonly minimum: Comparison
  readonly maximum: Comparison
  readonly lessThan: Comparison
  readonly lessEqual: Comparison
  readonly equal: Comparison
  /** From an integer. */
  readonly toFloat: Unary
  /** The nearest integer, halves to even. */
  readonly round: Unary
  /** a · 2^b for an integral b that the domain's floats hold. */
  readonly scaleByPowerOfTwo: Binary
  /** Functions that this domain spells itself instead of printing the table's polynomial. */
  readonly functions: Partial<Readonly<Record<ScalarFunctionName, (...operands: string[]) => string>>>
  /** How a value becomes a cell, where assigning it does not say all: typed arrays round by themselves. */
  readonly stored?: (value: string, dtype: DType, isMask: boolean) => string
}
