/** greaterEqual: where a ≥ b. */
import type { Broadcast } from '../../shapes/broadcast.js'
import type { DType } from '../../shapes/dtype.js'
import type { NumberOperand, SameOperand } from '../../shapes/promotion.js'
import type { Argument, Result } from '../../shapes/rule.js'
import type { Shape } from '../../shapes/shape.js'
import { apply } from '../comprehension/expression.js'
import { defineOperator } from '../operator.js'
import { record } from '../record.js'
import type { Tensor } from '../tensor.js'
import { comparing } from './support/comparing.js'
import { second } from './support/elementwise.js'

/**
 * Whether a ≥ b, elementwise: a `bool` tensor, without gradient; false where a or b is NaN. The shapes broadcast, aligned at
 * the right; b may be a plain number. PyTorch: `torch.ge`.
 *
 * @throws ShapeError when the shapes do not broadcast or the element types differ
 * @example
 * const session = new Session()
 * const x = session.input([3], [-1, 0, 2])
 * x.greaterEqual(0).dtype // => bool
 * session.getValue(x.greaterEqual(0)) // => [0, 1, 1]
 */
export function greaterEqual<A extends Shape, D extends DType, B extends Shape = [], E extends DType = D>(
  a: NumberOperand<'greaterEqual', D, Tensor<A, D>>,
  b: SameOperand<'greaterEqual', D, E, Argument<Broadcast<'greaterEqual', A, B>, Tensor<B, E> | number>>,
): Tensor<Result<Broadcast<'greaterEqual', A, B>>, 'bool'> {
  return record('greaterEqual', [a, second(a, b)]) as Tensor<Result<Broadcast<'greaterEqual', A, B>>, 'bool'>
}

declare module '../tensor.js' {
  interface TensorMethods {
    /** greaterEqual: where a ≥ b. See `greaterEqual`. */
    greaterEqual<A extends Shape, D extends DType, B extends Shape = [], E extends DType = D>(
      this: NumberOperand<'greaterEqual', D, Tensor<A, D>>,
      b: SameOperand<'greaterEqual', D, E, Argument<Broadcast<'greaterEqual', A, B>, Tensor<B, E> | number>>,
    ): Tensor<Result<Broadcast<'greaterEqual', A, B>>, 'bool'>
  }
}

defineOperator(comparing('greaterEqual', (a, b) => apply('lessEqual', b, a)))
