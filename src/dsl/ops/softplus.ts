/** softplus: a smooth rectifier. */
import type { DType } from '../../shapes/dtype.js'
import type { Float, FloatOperand } from '../../shapes/promotion.js'
import type { Shape } from '../../shapes/shape.js'
import { apply } from '../comprehension/expression.js'
import { defineOperator } from '../operator.js'
import { record } from '../record.js'
import type { Tensor } from '../tensor.js'
import { elementwise } from './support/elementwise.js'

/**
 * log(1 + eˣ), elementwise: `[...]` → `[...]`, computed as max(x, 0) + log(1 + e^−|x|), which keeps its digits in both tails; the
 * derivative is the sigmoid. PyTorch: `softplus`, which from 20 on returns x itself; there is no such threshold here, and no
 * `beta`.
 *
 * @example
 * const session = new Session()
 * const x = session.input([3], [-1, 0, 100])
 * session.getValue(x.softplus()) // => [0.3133, 0.6931, 100]
 */
export function softplus<S extends Shape, D extends DType>(
  x: FloatOperand<'softplus', D, Tensor<S, D>>,
): Tensor<S, Float<D>> {
  return record('softplus', [x]) as Tensor<S, Float<D>>
}

declare module '../tensor.js' {
  interface TensorMethods {
    /** softplus: a smooth rectifier. See `softplus`. */
    softplus<S extends Shape, D extends DType>(this: FloatOperand<'softplus', D, Tensor<S, D>>): Tensor<S, Float<D>>
  }
}

defineOperator(elementwise('softplus', (x) => apply('softplus', x)))
