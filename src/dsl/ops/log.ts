/** log: the natural logarithm. */
import type { DType, FloatDType } from '../../shapes/dtype.js'
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
 * const probability = full([32, 10], 0.1)
 * probability.log() // => [32, 10]
 */
export function log<S extends Shape, D extends FloatDType>(x: Tensor<S, D>): Tensor<S, D> {
  return record('log', [x]) as Tensor<S, D>
}

declare module '../tensor.js' {
  interface Tensor<out S extends Shape, out D extends DType> {
    /** log: the natural logarithm. See `log`. */
    log<S extends Shape, D extends FloatDType>(this: Tensor<S, D>): Tensor<S, D>
  }
}

defineOperator(elementwise('log', (x) => apply('log', x)))
