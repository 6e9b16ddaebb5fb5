/**
 * A scalar domain as a printer sees it: how float arithmetic is spelled. Masks, integers and control flow are the
 * printer's own; whatever touches a float goes through this table, so that another domain is another table.
 */
import type { NamedReal } from '../../dsl/comprehension/types.js'
import type { Rational } from '../../dsl/rational.js'
import type { ScalarFunctionName } from '../../dsl/scalar.js'

type Unary = (a: string) => string
type Binary = (a: string, b: string) => string
type Ternary = (a: string, b: string, c: string) => string

/** Operands are names or literals, never compound: no spelling needs to add brackets around them. */
export interface Domain {
  readonly name: string
  /** The typed array that holds floats, and the bytes of one of its elements. */
  readonly view: 'Float32Array' | 'Float64Array'
  readonly bytes: 4 | 8
  readonly constant: (value: Rational | NamedReal | number) => string
  readonly add: Binary
  readonly sub: Binary
  readonly mul: Binary
  readonly div: Binary
  readonly multiplyAdd: Ternary
  readonly neg: Unary
  readonly abs: Unary
  readonly sqrt: Unary
  readonly minimum: Binary
  readonly maximum: Binary
  readonly lessThan: Binary
  readonly lessEqual: Binary
  readonly equal: Binary
  /** From an integer. */
  readonly toFloat: Unary
  /** The nearest integer, halves to even. */
  readonly round: Unary
  /** a · 2^b for an integral b that the domain's floats hold. */
  readonly scaleByPowerOfTwo: Binary
  /** Functions that this domain spells itself instead of printing the table's polynomial. */
  readonly functions: Partial<Readonly<Record<ScalarFunctionName, (...operands: string[]) => string>>>
}
