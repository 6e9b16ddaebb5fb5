/** abs: the absolute value of each element. */
import type { DType } from '../../shapes/dtype.js'
import type { Float, FloatOperand } from '../../shapes/promotion.js'
import type { Shape } from '../../shapes/shape.js'
import { apply } from '../comprehension/expression.js'
import { defineOperator } from '../operator.js'
import { record } from '../record.js'
import type { Tensor } from '../tensor.js'
import { elementwise } from './support/elementwise.js'

/**
 * |x|, elementwise: `[...]` → `[...]`. PyTorch: `torch.abs`, with the same gradient 0 at 0.
 *
 * @example
 * const session = new Session()
 * const x = session.input([3], [-1.5, 0, 2])
 * session.getValue(x.abs()) // => [1.5, 0, 2]
 */
export function abs<S extends Shape, D extends DType>(x: FloatOperand<'abs', D, Tensor<S, D>>): Tensor<S, Float<D>> {
  return record('abs', [x]) as Tensor<S, Float<D>>
}

declare module '../tensor.js' {
  interface TensorMethods {
    /** abs: the absolute value of each element. See `abs`. */
    abs<S extends Shape, D extends DType>(this: FloatOperand<'abs', D, Tensor<S, D>>): Tensor<S, Float<D>>
  }
}

defineOperator(elementwise('abs', (x) => apply('abs', x)))
