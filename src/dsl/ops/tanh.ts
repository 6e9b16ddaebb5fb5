/** tanh: the hyperbolic tangent. */
import type { DType } from '../../shapes/dtype.js'
import type { Float, FloatOperand } from '../../shapes/promotion.js'
import type { Shape } from '../../shapes/shape.js'
import { apply } from '../comprehension/expression.js'
import { defineOperator } from '../operator.js'
import { record } from '../record.js'
import type { Tensor } from '../tensor.js'
import { elementwise } from './support/elementwise.js'

/**
 * tanh x, elementwise: `[...]` → `[...]`; its derivative is 1 − y². PyTorch: `torch.tanh`.
 *
 * @example
 * const session = new Session()
 * const x = session.input([3], [-1, 0, 1])
 * session.getValue(x.tanh()) // => [-0.7616, 0, 0.7616]
 */
export function tanh<S extends Shape, D extends DType>(x: FloatOperand<'tanh', D, Tensor<S, D>>): Tensor<S, Float<D>> {
  return record('tanh', [x]) as Tensor<S, Float<D>>
}

declare module '../tensor.js' {
  interface TensorMethods {
    /** tanh: the hyperbolic tangent. See `tanh`. */
    tanh<S extends Shape, D extends DType>(this: FloatOperand<'tanh', D, Tensor<S, D>>): Tensor<S, Float<D>>
  }
}

defineOperator(elementwise('tanh', (x) => apply('tanh', x)))
