/** leakyRelu: a rectifier that lets a share of negative elements through. */
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
 * x where x > 0, else slope · x, elementwise: `[...]` → `[...]`; the slope is 0.01 unless given. The gradient at 0 is the slope, as
 * in PyTorch: `leaky_relu(x, negative_slope)`.
 *
 * @throws ShapeError when the slope is NaN or infinite
 * @example
 * const session = new Session()
 * const x = session.input([3], [-2, 0, 3])
 * session.getValue(x.leakyRelu(0.2)) // => [-0.4, 0, 3]
 */
export function leakyRelu<S extends Shape, D extends DType>(
  x: FloatOperand<'leakyRelu', D, Tensor<S, D>>,
  slope = 0.01,
): Tensor<S, Float<D>> {
  return record('leakyRelu', [x], { slope }) as Tensor<S, Float<D>>
}

declare module '../tensor.js' {
  interface TensorMethods {
    /** leakyRelu: a rectifier that lets a share of negative elements through. See `leakyRelu`. */
    leakyRelu<S extends Shape, D extends DType>(
      this: FloatOperand<'leakyRelu', D, Tensor<S, D>>,
      slope?: number,
    ): Tensor<S, Float<D>>
  }
}

defineOperator<{ slope: number }>({
  name: 'leakyRelu',
  infer: (operands, { slope }) =>
    Number.isFinite(slope) ?
      floatResult('leakyRelu', operands, operandShape(operands, 0))
    : `leakyRelu: slope ${slope} is not a finite number`,
  expand: (build, operands, { slope }) =>
    map(build, build.result.shape, (out) => {
      const x = read(operands[0]!, out)
      return apply('where', apply('lessThan', constant(0), x), x, apply('mul', constant(slope), x))
    }),
})
