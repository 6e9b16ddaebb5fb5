/** add: the sum of two tensors. */
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
 * a + b, elementwise. The shapes broadcast, aligned at the right; b may be a plain number. PyTorch: `torch.add`.
 *
 * @throws ShapeError when the shapes do not broadcast
 * @example
 * const x = zeros([32, 10])
 * x.add(ones([10])) // => [32, 10]
 * x.add(1) // => [32, 10]
 */
export function add<A extends Shape, D extends FloatDType, B extends Shape = []>(
  a: Tensor<A, D>,
  b: Argument<Broadcast<'add', A, B>, Tensor<B, NoInfer<D>> | number>,
): Tensor<Result<Broadcast<'add', A, B>>, D> {
  return record('add', [a, second(a, b)]) as Tensor<Result<Broadcast<'add', A, B>>, D>
}

declare module '../tensor.js' {
  interface TensorMethods {
    /** add: the sum of two tensors. See `add`. */
    add<A extends Shape, D extends FloatDType, B extends Shape = []>(
      this: Tensor<A, D>,
      b: Argument<Broadcast<'add', A, B>, Tensor<B, NoInfer<D>> | number>,
    ): Tensor<Result<Broadcast<'add', A, B>>, D>
  }
}

defineOperator(broadcasting('add', (a, b) => apply('add', a, b)))
