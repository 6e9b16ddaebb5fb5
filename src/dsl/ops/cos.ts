/** cos: the cosine. */
import type { DType } from '../../shapes/dtype.js'
import type { Float, FloatOperand } from '../../shapes/promotion.js'
import type { Shape } from '../../shapes/shape.js'
import { apply } from '../comprehension/expression.js'
import { defineOperator } from '../operator.js'
import { record } from '../record.js'
import type { Tensor } from '../tensor.js'
import { elementwise } from './support/elementwise.js'

/**
 * cos x, x in radians, elementwise: `[...]` → `[...]`; its derivative is −sin x. PyTorch: `torch.cos`.
 *
 * @example
 * const session = new Session()
 * const x = session.input([2], [0, Math.PI])
 * session.getValue(x.cos()) // => [1, -1]
 */
export function cos<S extends Shape, D extends DType>(x: FloatOperand<'cos', D, Tensor<S, D>>): Tensor<S, Float<D>> {
  return record('cos', [x]) as Tensor<S, Float<D>>
}

declare module '../tensor.js' {
  interface TensorMethods {
    /** cos: the cosine. See `cos`. */
    cos<S extends Shape, D extends DType>(this: FloatOperand<'cos', D, Tensor<S, D>>): Tensor<S, Float<D>>
  }
}

defineOperator(elementwise('cos', (x) => apply('cos', x)))
