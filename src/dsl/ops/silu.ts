/** silu: an element times its sigmoid. */
import type { DType } from '../../shapes/dtype.js'
import type { Float, FloatOperand } from '../../shapes/promotion.js'
import type { Shape } from '../../shapes/shape.js'
import { apply, read } from '../comprehension/expression.js'
import { defineOperator } from '../operator.js'
import { map } from '../primitives/map.js'
import { record } from '../record.js'
import type { Tensor } from '../tensor.js'
import { floatResult, operandShape } from './support/types.js'

/**
 * x · σ(x), σ(x) = 1/(1 + e⁻ˣ), elementwise: `[...]` → `[...]`; also called swish. PyTorch: `silu`.
 *
 * The sigmoid is a value of its own, which the gradient σ + y · (1 − σ) reads again.
 *
 * @example
 * const session = new Session()
 * const x = session.input([3], [-1, 0, 2])
 * session.getValue(x.silu()) // => [-0.2689, 0, 1.762]
 */
export function silu<S extends Shape, D extends DType>(x: FloatOperand<'silu', D, Tensor<S, D>>): Tensor<S, Float<D>> {
  return record('silu', [x]) as Tensor<S, Float<D>>
}

declare module '../tensor.js' {
  interface TensorMethods {
    /** silu: an element times its sigmoid. See `silu`. */
    silu<S extends Shape, D extends DType>(this: FloatOperand<'silu', D, Tensor<S, D>>): Tensor<S, Float<D>>
  }
}

defineOperator({
  name: 'silu',
  elementwise: true,
  infer: (operands) => floatResult('silu', operands, operandShape(operands, 0)),
  expand(build, operands) {
    const x = operands[0]!
    const gate = map(build, x.shape, (out) => apply('sigmoid', read(x, out)), { name: 'silu_sigmoid' })
    return map(build, x.shape, (out) => apply('mul', read(x, out), read(gate, out)))
  },
})
