/** exp: the exponential function. */
import type { DType } from '../../shapes/dtype.js'
import type { Float, FloatOperand } from '../../shapes/promotion.js'
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
export function exp<S extends Shape, D extends DType>(x: FloatOperand<'exp', D, Tensor<S, D>>): Tensor<S, Float<D>> {
  return record('exp', [x]) as Tensor<S, Float<D>>
}

declare module '../tensor.js' {
  interface TensorMethods {
    /** exp: the exponential function. See `exp`. */
    exp<S extends Shape, D extends DType>(this: FloatOperand<'exp', D, Tensor<S, D>>): Tensor<S, Float<D>>
  }
}

defineOperator(elementwise('exp', (x) => apply('exp', x)))
