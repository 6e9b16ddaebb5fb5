/** minimum: the smaller of two elements. */
import type { Broadcast } from '../../shapes/broadcast.js'
import type { DType } from '../../shapes/dtype.js'
import type { Float, FloatOperand, SameOperand } from '../../shapes/promotion.js'
import type { Argument, Result } from '../../shapes/rule.js'
import type { Shape } from '../../shapes/shape.js'
import { apply } from '../comprehension/expression.js'
import { defineOperator } from '../operator.js'
import { record } from '../record.js'
import type { Tensor } from '../tensor.js'
import { broadcasting, second } from './support/elementwise.js'

/**
 * min(a, b), elementwise; where they are equal, each gets half of the gradient. The shapes broadcast, aligned at the right; b may be a plain number.
 * PyTorch: `torch.minimum`.
 *
 * @throws ShapeError when the shapes do not broadcast
 * @example
 * const session = new Session()
 * const x = session.input([3], [-1, 3, 9])
 * session.getValue(x.minimum(6)) // => [-1, 3, 6]
 */
export function minimum<A extends Shape, D extends DType, B extends Shape = [], E extends DType = D>(
  a: FloatOperand<'minimum', D, Tensor<A, D>>,
  b: SameOperand<'minimum', D, E, Argument<Broadcast<'minimum', A, B>, Tensor<B, E> | number>>,
): Tensor<Result<Broadcast<'minimum', A, B>>, Float<D>> {
  return record('minimum', [a, second(a, b)]) as Tensor<Result<Broadcast<'minimum', A, B>>, Float<D>>
}

declare module '../tensor.js' {
  interface TensorMethods {
    /** minimum: the smaller of two elements. See `minimum`. */
    minimum<A extends Shape, D extends DType, B extends Shape = [], E extends DType = D>(
      this: FloatOperand<'minimum', D, Tensor<A, D>>,
      b: SameOperand<'minimum', D, E, Argument<Broadcast<'minimum', A, B>, Tensor<B, E> | number>>,
    ): Tensor<Result<Broadcast<'minimum', A, B>>, Float<D>>
  }
}

defineOperator(broadcasting('minimum', (a, b) => apply('minimum', a, b)))
