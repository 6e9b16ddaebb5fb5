/** lessEqual: where a ≤ b. */
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
 * Whether a ≤ b, elementwise: a `bool` tensor, without gradient; false where a or b is NaN. The shapes broadcast, aligned at
 * the right; b may be a plain number. PyTorch: `torch.le`.
 *
 * @throws ShapeError when the shapes do not broadcast or the element types differ
 * @example
 * const session = new Session()
 * const x = session.input([3], [-1, 0, 2])
 * x.lessEqual(0).dtype // => bool
 * session.getValue(x.lessEqual(0)) // => [1, 1, 0]
 */
export function lessEqual<A extends Shape, D extends DType, B extends Shape = [], E extends DType = D>(
  a: NumberOperand<'lessEqual', D, Tensor<A, D>>,
  b: SameOperand<'lessEqual', D, E, Argument<Broadcast<'lessEqual', A, B>, Tensor<B, E> | number>>,
): Tensor<Result<Broadcast<'lessEqual', A, B>>, 'bool'> {
  return record('lessEqual', [a, second(a, b)]) as Tensor<Result<Broadcast<'lessEqual', A, B>>, 'bool'>
}

declare module '../tensor.js' {
  interface TensorMethods {
    /** lessEqual: where a ≤ b. See `lessEqual`. */
    lessEqual<A extends Shape, D extends DType, B extends Shape = [], E extends DType = D>(
      this: NumberOperand<'lessEqual', D, Tensor<A, D>>,
      b: SameOperand<'lessEqual', D, E, Argument<Broadcast<'lessEqual', A, B>, Tensor<B, E> | number>>,
    ): Tensor<Result<Broadcast<'lessEqual', A, B>>, 'bool'>
  }
}

defineOperator(comparing('lessEqual', (a, b) => apply('lessEqual', a, b)))
