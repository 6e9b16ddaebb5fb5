/** sigmoid: the logistic function. */
import type { DType } from '../../shapes/dtype.js'
import type { Float, FloatOperand } from '../../shapes/promotion.js'
import type { Shape } from '../../shapes/shape.js'
import { apply } from '../comprehension/expression.js'
import { defineOperator } from '../operator.js'
import { record } from '../record.js'
import type { Tensor } from '../tensor.js'
import { elementwise } from './support/elementwise.js'

/**
 * 1 / (1 + e^−x), elementwise: `[...]` → `[...]`; its derivative is y(1 − y). PyTorch: `torch.sigmoid`.
 *
 * @example
 * const session = new Session()
 * const x = session.input([3], [-1, 0, 1])
 * session.getValue(x.sigmoid()) // => [0.2689, 0.5, 0.7311]
 */
export function sigmoid<S extends Shape, D extends DType>(
  x: FloatOperand<'sigmoid', D, Tensor<S, D>>,
): Tensor<S, Float<D>> {
  return record('sigmoid', [x]) as Tensor<S, Float<D>>
}

declare module '../tensor.js' {
  interface TensorMethods {
    /** sigmoid: the logistic function. See `sigmoid`. */
    sigmoid<S extends Shape, D extends DType>(this: FloatOperand<'sigmoid', D, Tensor<S, D>>): Tensor<S, Float<D>>
  }
}

defineOperator(elementwise('sigmoid', (x) => apply('sigmoid', x)))
