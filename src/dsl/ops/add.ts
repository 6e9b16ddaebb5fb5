/** add: the sum of two tensors. */
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
 * a + b, elementwise. The shapes broadcast, aligned at the right; b may be a plain number. PyTorch: `torch.add`.
 *
 * @throws ShapeError when the shapes do not broadcast
 * @example
 * const x = zeros([32, 10])
 * x.add(ones([10])) // => [32, 10]
 * x.add(1) // => [32, 10]
 */
export function add<A extends Shape, D extends DType, B extends Shape = [], E extends DType = D>(
  a: FloatOperand<'add', D, Tensor<A, D>>,
  b: SameOperand<'add', D, E, Argument<Broadcast<'add', A, B>, Tensor<B, E> | number>>,
): Tensor<Result<Broadcast<'add', A, B>>, Float<D>> {
  return record('add', [a, second(a, b)]) as Tensor<Result<Broadcast<'add', A, B>>, Float<D>>
}

declare module '../tensor.js' {
  interface TensorMethods {
    /** add: the sum of two tensors. See `add`. */
    add<A extends Shape, D extends DType, B extends Shape = [], E extends DType = D>(
      this: FloatOperand<'add', D, Tensor<A, D>>,
      b: SameOperand<'add', D, E, Argument<Broadcast<'add', A, B>, Tensor<B, E> | number>>,
    ): Tensor<Result<Broadcast<'add', A, B>>, Float<D>>
  }
}

defineOperator(broadcasting('add', (a, b) => apply('add', a, b)))
