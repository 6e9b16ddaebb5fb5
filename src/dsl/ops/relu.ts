/** relu: the rectifier. */
import type { DType } from '../../shapes/dtype.js'
import type { Float, FloatOperand } from '../../shapes/promotion.js'
import type { Shape } from '../../shapes/shape.js'
import { apply } from '../comprehension/expression.js'
import { defineOperator } from '../operator.js'
import { record } from '../record.js'
import type { Tensor } from '../tensor.js'
import { elementwise } from './support/elementwise.js'

/**
 * max(x, 0), elementwise: `[...]` → `[...]`. PyTorch: `torch.relu`, with the same gradient 0 at 0; NaN stays NaN.
 *
 * @example
 * const session = new Session()
 * const x = session.input([3], [-1, 0, 2])
 * session.getValue(x.relu()) // => [0, 0, 2]
 */
export function relu<S extends Shape, D extends DType>(x: FloatOperand<'relu', D, Tensor<S, D>>): Tensor<S, Float<D>> {
  return record('relu', [x]) as Tensor<S, Float<D>>
}

declare module '../tensor.js' {
  interface TensorMethods {
    /** relu: the rectifier. See `relu`. */
    relu<S extends Shape, D extends DType>(this: FloatOperand<'relu', D, Tensor<S, D>>): Tensor<S, Float<D>>
  }
}

defineOperator(elementwise('relu', (x) => apply('relu', x)))
