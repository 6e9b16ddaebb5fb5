/** greater: where a > b. */
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
 * Whether a > b, elementwise: a `bool` tensor, without gradient; false where a or b is NaN. The shapes broadcast, aligned at
 * the right; b may be a plain number. PyTorch: `torch.gt`.
 *
 * @throws ShapeError when the shapes do not broadcast or the element types differ
 * @example
 * const session = new Session()
 * const x = session.input([3], [-1, 0, 2])
 * x.greater(0).dtype // => bool
 * session.getValue(x.greater(0)) // => [0, 0, 1]
 */
export function greater<A extends Shape, D extends DType, B extends Shape = [], E extends DType = D>(
  a: NumberOperand<'greater', D, Tensor<A, D>>,
  b: SameOperand<'greater', D, E, Argument<Broadcast<'greater', A, B>, Tensor<B, E> | number>>,
): Tensor<Result<Broadcast<'greater', A, B>>, 'bool'> {
  return record('greater', [a, second(a, b)]) as Tensor<Result<Broadcast<'greater', A, B>>, 'bool'>
}

declare module '../tensor.js' {
  interface TensorMethods {
    /** greater: where a > b. See `greater`. */
    greater<A extends Shape, D extends DType, B extends Shape = [], E extends DType = D>(
      this: NumberOperand<'greater', D, Tensor<A, D>>,
      b: SameOperand<'greater', D, E, Argument<Broadcast<'greater', A, B>, Tensor<B, E> | number>>,
    ): Tensor<Result<Broadcast<'greater', A, B>>, 'bool'>
  }
}

defineOperator(comparing('greater', (a, b) => apply('lessThan', b, a)))
