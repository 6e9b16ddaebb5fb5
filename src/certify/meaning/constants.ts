/**
 * Trusted. The constant that an expression is: written there, or read from a tensor that is one constant everywhere. Kernels
 * write such a constant where they read it, so it stands in comparisons as constants do.
 */
import type { Expression, NamedReal, Value } from '../../dsl/comprehension/types.js'
import type { Rational } from '../../dsl/rational.js'
import { isFloat } from '../../shapes/dtype.js'

export type Constant = Rational | NamedReal

export function constantOf(e: Expression, isGiven: (value: Value) => boolean): Constant | undefined {
  if (e.kind === 'constant') return e.value
  return e.kind === 'read' ? constantEntry(e.tensor, isGiven) : undefined
}

/** The constant that every entry of a tensor is. */
export function constantEntry(tensor: Value, isGiven: (value: Value) => boolean): Constant | undefined {
  const written = tensor.kind === 'comprehension' && !isGiven(tensor) && tensor.reduce === 'none'
  return written && isFloat(tensor.dtype) ? constantOf(tensor.body, isGiven) : undefined
}
