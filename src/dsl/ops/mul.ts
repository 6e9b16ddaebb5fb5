/** mul: the elementwise product of two tensors. */
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
 * a · b, elementwise. The shapes broadcast, aligned at the right; b may be a plain number. PyTorch: `torch.mul`.
 *
 * @throws ShapeError when the shapes do not broadcast
 * @example
 * const gate = zeros([32, 10]).sigmoid()
 * gate.mul(ones([32, 10])) // => [32, 10]
 */
export function mul<A extends Shape, D extends DType, B extends Shape = [], E extends DType = D>(
  a: FloatOperand<'mul', D, Tensor<A, D>>,
  b: SameOperand<'mul', D, E, Argument<Broadcast<'mul', A, B>, Tensor<B, E> | number>>,
): Tensor<Result<Broadcast<'mul', A, B>>, Float<D>> {
  return record('mul', [a, second(a, b)]) as Tensor<Result<Broadcast<'mul', A, B>>, Float<D>>
}

declare module '../tensor.js' {
  interface TensorMethods {
    /** mul: the elementwise product of two tensors. See `mul`. */
    mul<A extends Shape, D extends DType, B extends Shape = [], E extends DType = D>(
      this: FloatOperand<'mul', D, Tensor<A, D>>,
      b: SameOperand<'mul', D, E, Argument<Broadcast<'mul', A, B>, Tensor<B, E> | number>>,
    ): Tensor<Result<Broadcast<'mul', A, B>>, Float<D>>
  }
}

defineOperator(broadcasting('mul', (a, b) => apply('mul', a, b)))
