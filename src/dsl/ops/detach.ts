/** detach: a tensor that passes no gradient on. */
import type { DType } from '../../shapes/dtype.js'
import type { Float, FloatOperand } from '../../shapes/promotion.js'
import type { Shape } from '../../shapes/shape.js'
import { read } from '../comprehension/expression.js'
import { defineOperator } from '../operator.js'
import { map } from '../primitives/map.js'
import { record } from '../record.js'
import type { Tensor } from '../tensor.js'
import { floatResult, operandShape } from './support/types.js'

/**
 * x itself, taken as a constant: `[...]` → `[...]`. No gradient passes from it to x and no tangent from x to it; the gradient
 * with respect to the result is what arrives there, as it would for a leaf. PyTorch: `x.detach()`. JAX: `stop_gradient`.
 *
 * @example
 * const session = new Session()
 * const x = session.input([2], [0.25, 1.75])
 * const rounded = session.input([2], [0, 2])
 * session.getValue(x.add(rounded.sub(x).detach())) // => [0, 2]
 */
export function detach<S extends Shape, D extends DType>(
  x: FloatOperand<'detach', D, Tensor<S, D>>,
): Tensor<S, Float<D>> {
  return record('detach', [x]) as Tensor<S, Float<D>>
}

declare module '../tensor.js' {
  interface TensorMethods {
    /** detach: a tensor that passes no gradient on. See `detach`. */
    detach<S extends Shape, D extends DType>(this: FloatOperand<'detach', D, Tensor<S, D>>): Tensor<S, Float<D>>
  }
}

defineOperator({
  name: 'detach',
  infer: (operands) => floatResult('detach', operands, operandShape(operands, 0)),
  expand: (build, [x]) => map(build, build.result.shape, (out) => read(x!, out), { stop: true }),
})
