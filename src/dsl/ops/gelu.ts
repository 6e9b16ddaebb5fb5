/** gelu: an element times about the share of a normal distribution below it. */
import type { DType } from '../../shapes/dtype.js'
import type { Float, FloatOperand } from '../../shapes/promotion.js'
import type { Shape } from '../../shapes/shape.js'
import { apply, constant, read } from '../comprehension/expression.js'
import type { Expression } from '../comprehension/types.js'
import { defineOperator } from '../operator.js'
import { map } from '../primitives/map.js'
import { record } from '../record.js'
import type { Tensor } from '../tensor.js'
import { floatResult, operandShape } from './support/types.js'

/**
 * ½ · x · (1 + tanh(√(2/π) · (x + 0.044715 · x³))), elementwise: `[...]` → `[...]`. PyTorch: `gelu` with `approximate='tanh'`; its
 * default uses the error function and differs by up to 5e-4.
 *
 * The tanh is a value of its own, which the gradient reads again.
 *
 * @example
 * const session = new Session()
 * const x = session.input([3], [-1, 0, 2])
 * session.getValue(x.gelu()) // => [-0.1588, 0, 1.955]
 */
export function gelu<S extends Shape, D extends DType>(x: FloatOperand<'gelu', D, Tensor<S, D>>): Tensor<S, Float<D>> {
  return record('gelu', [x]) as Tensor<S, Float<D>>
}

declare module '../tensor.js' {
  interface TensorMethods {
    /** gelu: an element times about the share of a normal distribution below it. See `gelu`. */
    gelu<S extends Shape, D extends DType>(this: FloatOperand<'gelu', D, Tensor<S, D>>): Tensor<S, Float<D>>
  }
}

/** √(2/π) · (x + 0.044715 · x³) */
const inner = (x: Expression): Expression => {
  const root = apply('sqrt', apply('div', constant(2), constant('pi')))
  const cubic = apply('mul', constant(0.044715), apply('mul', x, apply('mul', x, x)))
  return apply('mul', root, apply('add', x, cubic))
}

defineOperator({
  name: 'gelu',
  elementwise: true,
  infer: (operands) => floatResult('gelu', operands, operandShape(operands, 0)),
  expand(build, operands) {
    const x = operands[0]!
    const bend = map(build, x.shape, (out) => apply('tanh', inner(read(x, out))), { name: 'gelu_tanh' })
    return map(build, x.shape, (out) =>
      apply('mul', apply('mul', constant(0.5), read(x, out)), apply('add', constant(1), read(bend, out))),
    )
  },
})
