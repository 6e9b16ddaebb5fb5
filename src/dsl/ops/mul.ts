/** mul: the elementwise product of two tensors. */
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
 * a · b, elementwise. The shapes broadcast, aligned at the right; b may be a plain number. PyTorch: `torch.mul`.
 *
 * @throws ShapeError when the shapes do not broadcast
 * @example
 * const gate = zeros([32, 10]).sigmoid()
 * gate.mul(ones([32, 10])) // => [32, 10]
 */
export function mul<A extends Shape, D extends FloatDType, B extends Shape = []>(
  a: Tensor<A, D>,
  b: Argument<Broadcast<'mul', A, B>, Tensor<B, NoInfer<D>> | number>,
): Tensor<Result<Broadcast<'mul', A, B>>, D> {
  return record('mul', [a, second(a, b)]) as Tensor<Result<Broadcast<'mul', A, B>>, D>
}

declare module '../tensor.js' {
  interface TensorMethods {
    /** mul: the elementwise product of two tensors. See `mul`. */
    mul<A extends Shape, D extends FloatDType, B extends Shape = []>(
      this: Tensor<A, D>,
      b: Argument<Broadcast<'mul', A, B>, Tensor<B, NoInfer<D>> | number>,
    ): Tensor<Result<Broadcast<'mul', A, B>>, D>
  }
}

defineOperator(broadcasting('mul', (a, b) => apply('mul', a, b)))
