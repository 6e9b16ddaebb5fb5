/** neg: the negative of each element. */
import type { DType } from '../../shapes/dtype.js'
import type { Float, FloatOperand } from '../../shapes/promotion.js'
import type { Shape } from '../../shapes/shape.js'
import { apply } from '../comprehension/expression.js'
import { defineOperator } from '../operator.js'
import { record } from '../record.js'
import type { Tensor } from '../tensor.js'
import { elementwise } from './support/elementwise.js'

/**
 * −x, elementwise: `[...]` → `[...]`. PyTorch: `torch.neg`.
 *
 * @example
 * const session = new Session()
 * const x = session.input([2], [-1, 2])
 * session.getValue(x.neg()) // => [1, -2]
 */
export function neg<S extends Shape, D extends DType>(x: FloatOperand<'neg', D, Tensor<S, D>>): Tensor<S, Float<D>> {
  return record('neg', [x]) as Tensor<S, Float<D>>
}

declare module '../tensor.js' {
  interface TensorMethods {
    /** neg: the negative of each element. See `neg`. */
    neg<S extends Shape, D extends DType>(this: FloatOperand<'neg', D, Tensor<S, D>>): Tensor<S, Float<D>>
  }
}

defineOperator(elementwise('neg', (x) => apply('neg', x)))
