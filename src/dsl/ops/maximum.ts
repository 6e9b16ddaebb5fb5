/** maximum: the larger of two elements. */
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
 * max(a, b), elementwise; where they are equal, each gets half of the gradient. The shapes broadcast, aligned at the right; b may be a plain number.
 * PyTorch: `torch.maximum`.
 *
 * @throws ShapeError when the shapes do not broadcast
 * @example
 * const session = new Session()
 * const x = session.input([3], [-1, 0.5, 2])
 * session.getValue(x.maximum(0)) // => [0, 0.5, 2]
 */
export function maximum<A extends Shape, D extends DType, B extends Shape = [], E extends DType = D>(
  a: FloatOperand<'maximum', D, Tensor<A, D>>,
  b: SameOperand<'maximum', D, E, Argument<Broadcast<'maximum', A, B>, Tensor<B, E> | number>>,
): Tensor<Result<Broadcast<'maximum', A, B>>, Float<D>> {
  return record('maximum', [a, second(a, b)]) as Tensor<Result<Broadcast<'maximum', A, B>>, Float<D>>
}

declare module '../tensor.js' {
  interface TensorMethods {
    /** maximum: the larger of two elements. See `maximum`. */
    maximum<A extends Shape, D extends DType, B extends Shape = [], E extends DType = D>(
      this: FloatOperand<'maximum', D, Tensor<A, D>>,
      b: SameOperand<'maximum', D, E, Argument<Broadcast<'maximum', A, B>, Tensor<B, E> | number>>,
    ): Tensor<Result<Broadcast<'maximum', A, B>>, Float<D>>
  }
}

defineOperator(broadcasting('maximum', (a, b) => apply('maximum', a, b)))
