/** sub: the difference of two tensors. */
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
 * a − b, elementwise. The shapes broadcast, aligned at the right; b may be a plain number. PyTorch: `torch.sub`.
 *
 * @throws ShapeError when the shapes do not broadcast
 * @example
 * const prediction = zeros([32, 1])
 * prediction.sub(ones([32, 1])) // => [32, 1]
 */
export function sub<A extends Shape, D extends FloatDType, B extends Shape = []>(
  a: Tensor<A, D>,
  b: Argument<Broadcast<'sub', A, B>, Tensor<B, NoInfer<D>> | number>,
): Tensor<Result<Broadcast<'sub', A, B>>, D> {
  return record('sub', [a, second(a, b)]) as Tensor<Result<Broadcast<'sub', A, B>>, D>
}

declare module '../tensor.js' {
  interface TensorMethods {
    /** sub: the difference of two tensors. See `sub`. */
    sub<A extends Shape, D extends FloatDType, B extends Shape = []>(
      this: Tensor<A, D>,
      b: Argument<Broadcast<'sub', A, B>, Tensor<B, NoInfer<D>> | number>,
    ): Tensor<Result<Broadcast<'sub', A, B>>, D>
  }
}

defineOperator(broadcasting('sub', (a, b) => apply('sub', a, b)))
