/** sin: the sine. */
import type { DType } from '../../shapes/dtype.js'
import type { Float, FloatOperand } from '../../shapes/promotion.js'
import type { Shape } from '../../shapes/shape.js'
import { apply } from '../comprehension/expression.js'
import { defineOperator } from '../operator.js'
import { record } from '../record.js'
import type { Tensor } from '../tensor.js'
import { elementwise } from './support/elementwise.js'

/**
 * sin x, x in radians, elementwise: `[...]` → `[...]`; its derivative is cos x. PyTorch: `torch.sin`.
 *
 * @example
 * const session = new Session()
 * const x = session.input([2], [0, Math.PI / 2])
 * session.getValue(x.sin()) // => [0, 1]
 */
export function sin<S extends Shape, D extends DType>(x: FloatOperand<'sin', D, Tensor<S, D>>): Tensor<S, Float<D>> {
  return record('sin', [x]) as Tensor<S, Float<D>>
}

declare module '../tensor.js' {
  interface TensorMethods {
    /** sin: the sine. See `sin`. */
    sin<S extends Shape, D extends DType>(this: FloatOperand<'sin', D, Tensor<S, D>>): Tensor<S, Float<D>>
  }
}

defineOperator(elementwise('sin', (x) => apply('sin', x)))
