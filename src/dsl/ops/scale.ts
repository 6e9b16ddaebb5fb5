/** scale: a tensor times a fixed number. */
import type { DType } from '../../shapes/dtype.js'
import type { Float, FloatOperand } from '../../shapes/promotion.js'
import type { Shape } from '../../shapes/shape.js'
import { apply, constant, read } from '../comprehension/expression.js'
import { defineOperator } from '../operator.js'
import { map } from '../primitives/map.js'
import { record } from '../record.js'
import type { Tensor } from '../tensor.js'
import { floatResult, operandShape } from './support/types.js'

/**
 * factor · x, elementwise: `[...]` → `[...]`. The factor is part of the graph and exact: 0.1 is 1/10. TorchLean: `scale`.
 *
 * @throws ShapeError when the factor is NaN or infinite
 * @example
 * const session = new Session()
 * const x = session.input([3], [1, 2, 3])
 * session.getValue(scale(x, 0.5)) // => [0.5, 1, 1.5]
 */
export function scale<S extends Shape, D extends DType>(
  x: FloatOperand<'scale', D, Tensor<S, D>>,
  factor: number,
): Tensor<S, Float<D>> {
  return record('scale', [x], { factor }) as Tensor<S, Float<D>>
}

declare module '../tensor.js' {
  interface TensorMethods {
    /** scale: a tensor times a fixed number. See `scale`. */
    scale<S extends Shape, D extends DType>(
      this: FloatOperand<'scale', D, Tensor<S, D>>,
      factor: number,
    ): Tensor<S, Float<D>>
  }
}

defineOperator<{ factor: number }>({
  name: 'scale',
  infer: (operands, { factor }) =>
    Number.isFinite(factor) ?
      floatResult('scale', operands, operandShape(operands, 0))
    : `scale: factor ${factor} is not a finite number`,
  expand: (build, [x], { factor }) =>
    map(build, build.result.shape, (out) => apply('mul', constant(factor), read(x!, out))),
})
