/** sub: the difference of two tensors. */
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
 * a − b, elementwise. The shapes broadcast, aligned at the right; b may be a plain number. PyTorch: `torch.sub`.
 *
 * @throws ShapeError when the shapes do not broadcast
 * @example
 * const prediction = zeros([32, 1])
 * prediction.sub(ones([32, 1])) // => [32, 1]
 */
export function sub<A extends Shape, D extends DType, B extends Shape = [], E extends DType = D>(
  a: FloatOperand<'sub', D, Tensor<A, D>>,
  b: SameOperand<'sub', D, E, Argument<Broadcast<'sub', A, B>, Tensor<B, E> | number>>,
): Tensor<Result<Broadcast<'sub', A, B>>, Float<D>> {
  return record('sub', [a, second(a, b)]) as Tensor<Result<Broadcast<'sub', A, B>>, Float<D>>
}

declare module '../tensor.js' {
  interface TensorMethods {
    /** sub: the difference of two tensors. See `sub`. */
    sub<A extends Shape, D extends DType, B extends Shape = [], E extends DType = D>(
      this: FloatOperand<'sub', D, Tensor<A, D>>,
      b: SameOperand<'sub', D, E, Argument<Broadcast<'sub', A, B>, Tensor<B, E> | number>>,
    ): Tensor<Result<Broadcast<'sub', A, B>>, Float<D>>
  }
}

defineOperator(broadcasting('sub', (a, b) => apply('sub', a, b)))
