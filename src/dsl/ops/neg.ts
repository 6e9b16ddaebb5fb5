/** neg: the negative of each element. */
import type { DType, FloatDType } from '../../shapes/dtype.js'
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
 * const x = ones([32, 10])
 * neg(x) // => [32, 10]
 * x.neg() // => [32, 10]
 */
export function neg<S extends Shape, D extends FloatDType>(x: Tensor<S, D>): Tensor<S, D> {
  return record('neg', [x]) as Tensor<S, D>
}

declare module '../tensor.js' {
  interface Tensor<out S extends Shape, out D extends DType> {
    /** neg: the negative of each element. See `neg`. */
    neg<S extends Shape, D extends FloatDType>(this: Tensor<S, D>): Tensor<S, D>
  }
}

defineOperator(elementwise('neg', (x) => apply('neg', x)))
