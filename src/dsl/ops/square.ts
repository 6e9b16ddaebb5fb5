/** square: the product with itself. */
import type { DType } from '../../shapes/dtype.js'
import type { Float, FloatOperand } from '../../shapes/promotion.js'
import type { Shape } from '../../shapes/shape.js'
import { apply } from '../comprehension/expression.js'
import { defineOperator } from '../operator.js'
import { record } from '../record.js'
import type { Tensor } from '../tensor.js'
import { elementwise } from './support/elementwise.js'

/**
 * x · x, elementwise: `[...]` → `[...]`. PyTorch: `torch.square`.
 *
 * @example
 * const session = new Session()
 * const x = session.input([3], [-1, 0, 3])
 * session.getValue(x.square()) // => [1, 0, 9]
 */
export function square<S extends Shape, D extends DType>(
  x: FloatOperand<'square', D, Tensor<S, D>>,
): Tensor<S, Float<D>> {
  return record('square', [x]) as Tensor<S, Float<D>>
}

declare module '../tensor.js' {
  interface TensorMethods {
    /** square: the product with itself. See `square`. */
    square<S extends Shape, D extends DType>(this: FloatOperand<'square', D, Tensor<S, D>>): Tensor<S, Float<D>>
  }
}

defineOperator(elementwise('square', (x) => apply('mul', x, x)))
