/** softsign: a sigmoid without an exponential. */
import type { DType } from '../../shapes/dtype.js'
import type { Float, FloatOperand } from '../../shapes/promotion.js'
import type { Shape } from '../../shapes/shape.js'
import { apply, constant } from '../comprehension/expression.js'
import { defineOperator } from '../operator.js'
import { record } from '../record.js'
import type { Tensor } from '../tensor.js'
import { elementwise } from './support/elementwise.js'

/**
 * x / (1 + |x|), elementwise: `[...]` → `[...]`; its derivative is 1 / (1 + |x|)². PyTorch: `softsign`.
 *
 * @example
 * const session = new Session()
 * const x = session.input([3], [-1, 0, 3])
 * session.getValue(x.softsign()) // => [-0.5, 0, 0.75]
 */
export function softsign<S extends Shape, D extends DType>(
  x: FloatOperand<'softsign', D, Tensor<S, D>>,
): Tensor<S, Float<D>> {
  return record('softsign', [x]) as Tensor<S, Float<D>>
}

declare module '../tensor.js' {
  interface TensorMethods {
    /** softsign: a sigmoid without an exponential. See `softsign`. */
    softsign<S extends Shape, D extends DType>(this: FloatOperand<'softsign', D, Tensor<S, D>>): Tensor<S, Float<D>>
  }
}

defineOperator(elementwise('softsign', (x) => apply('div', x, apply('add', constant(1), apply('abs', x)))))
