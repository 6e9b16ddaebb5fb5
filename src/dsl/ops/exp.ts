/** exp: the exponential function. */
import type { FloatDType } from '../../shapes/dtype.js'
import type { Shape } from '../../shapes/shape.js'
import { apply } from '../comprehension/expression.js'
import { defineOperator } from '../operator.js'
import { record } from '../record.js'
import type { Tensor } from '../tensor.js'
import { elementwise } from './support/elementwise.js'

/**
 * e^x, elementwise: `[...]` → `[...]`; its derivative is y. PyTorch: `torch.exp`.
 *
 * @example
 * const session = new Session()
 * const x = session.input([3], [-1, 0, 1])
 * session.getValue(x.exp()) // => [0.3679, 1, 2.718]
 */
export function exp<S extends Shape, D extends FloatDType>(x: Tensor<S, D>): Tensor<S, D> {
  return record('exp', [x]) as Tensor<S, D>
}

declare module '../tensor.js' {
  interface TensorMethods {
    /** exp: the exponential function. See `exp`. */
    exp<S extends Shape, D extends FloatDType>(this: Tensor<S, D>): Tensor<S, D>
  }
}

defineOperator(elementwise('exp', (x) => apply('exp', x)))
