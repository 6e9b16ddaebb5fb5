/** sigmoid: the logistic function. */
import type { FloatDType } from '../../shapes/dtype.js'
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
export function sigmoid<S extends Shape, D extends FloatDType>(x: Tensor<S, D>): Tensor<S, D> {
  return record('sigmoid', [x]) as Tensor<S, D>
}

declare module '../tensor.js' {
  interface TensorMethods {
    /** sigmoid: the logistic function. See `sigmoid`. */
    sigmoid<S extends Shape, D extends FloatDType>(this: Tensor<S, D>): Tensor<S, D>
  }
}

defineOperator(elementwise('sigmoid', (x) => apply('sigmoid', x)))
