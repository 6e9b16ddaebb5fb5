/** reciprocal: one divided by an element. */
import type { DType } from '../../shapes/dtype.js'
import type { Float, FloatOperand } from '../../shapes/promotion.js'
import type { Shape } from '../../shapes/shape.js'
import { apply, constant } from '../comprehension/expression.js'
import { defineOperator } from '../operator.js'
import { record } from '../record.js'
import type { Tensor } from '../tensor.js'
import { elementwise } from './support/elementwise.js'

/**
 * 1 / x, elementwise: `[...]` → `[...]`; ±∞ at ±0, and the derivative is −1/x². PyTorch: `torch.reciprocal`. TorchLean: `inv`.
 *
 * @example
 * const session = new Session()
 * const x = session.input([3], [-1, 0.5, 2])
 * session.getValue(x.reciprocal()) // => [-1, 2, 0.5]
 */
export function reciprocal<S extends Shape, D extends DType>(
  x: FloatOperand<'reciprocal', D, Tensor<S, D>>,
): Tensor<S, Float<D>> {
  return record('reciprocal', [x]) as Tensor<S, Float<D>>
}

/**
 * TorchLean's name of `reciprocal`: 1 / x, elementwise, `[...]` → `[...]`.
 *
 * @example
 * const session = new Session()
 * const x = session.input([3], [-1, 0.5, 2])
 * session.getValue(inv(x)) // => [-1, 2, 0.5]
 */
export function inv<S extends Shape, D extends DType>(
  x: FloatOperand<'reciprocal', D, Tensor<S, D>>,
): Tensor<S, Float<D>> {
  return reciprocal(x)
}

declare module '../tensor.js' {
  interface TensorMethods {
    /** reciprocal: one divided by an element. See `reciprocal`. */
    reciprocal<S extends Shape, D extends DType>(this: FloatOperand<'reciprocal', D, Tensor<S, D>>): Tensor<S, Float<D>>
    /** inv: TorchLean's name of `reciprocal`. */
    inv<S extends Shape, D extends DType>(this: FloatOperand<'reciprocal', D, Tensor<S, D>>): Tensor<S, Float<D>>
  }
}

defineOperator(elementwise('reciprocal', (x) => apply('div', constant(1), x)))
