/** div: the quotient of two tensors. */
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
 * a / b, elementwise, IEEE at 0. The shapes broadcast, aligned at the right; b may be a plain number. PyTorch: `torch.div`.
 *
 * @throws ShapeError when the shapes do not broadcast
 * @example
 * const counts = ones([32, 10])
 * counts.div(counts.sum(1, true)) // => [32, 10]
 */
export function div<A extends Shape, D extends DType, B extends Shape = [], E extends DType = D>(
  a: FloatOperand<'div', D, Tensor<A, D>>,
  b: SameOperand<'div', D, E, Argument<Broadcast<'div', A, B>, Tensor<B, E> | number>>,
): Tensor<Result<Broadcast<'div', A, B>>, Float<D>> {
  return record('div', [a, second(a, b)]) as Tensor<Result<Broadcast<'div', A, B>>, Float<D>>
}

declare module '../tensor.js' {
  interface TensorMethods {
    /** div: the quotient of two tensors. See `div`. */
    div<A extends Shape, D extends DType, B extends Shape = [], E extends DType = D>(
      this: FloatOperand<'div', D, Tensor<A, D>>,
      b: SameOperand<'div', D, E, Argument<Broadcast<'div', A, B>, Tensor<B, E> | number>>,
    ): Tensor<Result<Broadcast<'div', A, B>>, Float<D>>
  }
}

defineOperator(broadcasting('div', (a, b) => apply('div', a, b)))
