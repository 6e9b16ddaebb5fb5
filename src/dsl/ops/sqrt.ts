/** sqrt: the square root, made total. */
import type { DType } from '../../shapes/dtype.js'
import type { Float, FloatOperand } from '../../shapes/promotion.js'
import type { Shape } from '../../shapes/shape.js'
import { apply } from '../comprehension/expression.js'
import { defineOperator } from '../operator.js'
import { record } from '../record.js'
import type { Tensor } from '../tensor.js'
import { elementwise } from './support/elementwise.js'

/**
 * √max(x, 0), elementwise: `[...]` → `[...]`; its derivative is 1/(2y) where x > 0, else 0.
 * PyTorch (`torch.sqrt`) gives NaN below 0 and the gradient ∞ at 0.
 *
 * @example
 * const session = new Session()
 * const x = session.input([3], [-1, 0, 9])
 * session.getValue(x.sqrt()) // => [0, 0, 3]
 */
export function sqrt<S extends Shape, D extends DType>(x: FloatOperand<'sqrt', D, Tensor<S, D>>): Tensor<S, Float<D>> {
  return record('sqrt', [x]) as Tensor<S, Float<D>>
}

declare module '../tensor.js' {
  interface TensorMethods {
    /** sqrt: the square root, made total. See `sqrt`. */
    sqrt<S extends Shape, D extends DType>(this: FloatOperand<'sqrt', D, Tensor<S, D>>): Tensor<S, Float<D>>
  }
}

defineOperator(elementwise('sqrt', (x) => apply('sqrt', x)))
