/** minimum: the smaller of two elements. */
import type { Broadcast } from '../../shapes/broadcast.js'
import type { FloatDType } from '../../shapes/dtype.js'
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
export function minimum<A extends Shape, D extends FloatDType, B extends Shape = []>(
  a: Tensor<A, D>,
  b: Argument<Broadcast<'minimum', A, B>, Tensor<B, NoInfer<D>> | number>,
): Tensor<Result<Broadcast<'minimum', A, B>>, D> {
  return record('minimum', [a, second(a, b)]) as Tensor<Result<Broadcast<'minimum', A, B>>, D>
}

declare module '../tensor.js' {
  interface TensorMethods {
    /** minimum: the smaller of two elements. See `minimum`. */
    minimum<A extends Shape, D extends FloatDType, B extends Shape = []>(
      this: Tensor<A, D>,
      b: Argument<Broadcast<'minimum', A, B>, Tensor<B, NoInfer<D>> | number>,
    ): Tensor<Result<Broadcast<'minimum', A, B>>, D>
  }
}

defineOperator(broadcasting('minimum', (a, b) => apply('minimum', a, b)))
