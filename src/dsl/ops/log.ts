/** log: the natural logarithm. */
import type { DType } from '../../shapes/dtype.js'
import type { Float, FloatOperand } from '../../shapes/promotion.js'
import type { Shape } from '../../shapes/shape.js'
import { apply } from '../comprehension/expression.js'
import { defineOperator } from '../operator.js'
import { record } from '../record.js'
import type { Tensor } from '../tensor.js'
import { elementwise } from './support/elementwise.js'

/**
 * ln x, elementwise: `[...]` → `[...]`; its derivative is 1/x. IEEE as PyTorch: log 0 = −∞, NaN below.
 *
 * @example
 * const session = new Session()
 * const x = session.input([3], [0.5, 1, 10])
 * session.getValue(x.log()) // => [-0.6931, 0, 2.303]
 */
export function log<S extends Shape, D extends DType>(x: FloatOperand<'log', D, Tensor<S, D>>): Tensor<S, Float<D>> {
  return record('log', [x]) as Tensor<S, Float<D>>
}

declare module '../tensor.js' {
  interface TensorMethods {
    /** log: the natural logarithm. See `log`. */
    log<S extends Shape, D extends DType>(this: FloatOperand<'log', D, Tensor<S, D>>): Tensor<S, Float<D>>
  }
}

defineOperator(elementwise('log', (x) => apply('log', x)))
