/** neg: the negative of each element. */
import type { FloatDType } from '../../shapes/dtype.js'
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
export function neg<S extends Shape, D extends FloatDType>(x: Tensor<S, D>): Tensor<S, D> {
  return record('neg', [x]) as Tensor<S, D>
}

declare module '../tensor.js' {
  interface TensorMethods {
    /** neg: the negative of each element. See `neg`. */
    neg<S extends Shape, D extends FloatDType>(this: Tensor<S, D>): Tensor<S, D>
  }
}

defineOperator(elementwise('neg', (x) => apply('neg', x)))
