/** elu: a rectifier whose negative side decays exponentially to −alpha. */
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
 * x where x > 0, else alpha · (eˣ − 1), elementwise: `[...]` → `[...]`; alpha is 1 unless given. The gradient at 0 is alpha, as in
 * PyTorch: `elu(x, alpha)`.
 *
 * @throws ShapeError when alpha is NaN or infinite
 * @example
 * const session = new Session()
 * const x = session.input([3], [-1, 0, 3])
 * session.getValue(x.elu()) // => [-0.6321, 0, 3]
 */
export function elu<S extends Shape, D extends DType>(
  x: FloatOperand<'elu', D, Tensor<S, D>>,
  alpha = 1,
): Tensor<S, Float<D>> {
  return record('elu', [x], { alpha }) as Tensor<S, Float<D>>
}

declare module '../tensor.js' {
  interface TensorMethods {
    /** elu: a rectifier whose negative side decays exponentially to −alpha. See `elu`. */
    elu<S extends Shape, D extends DType>(
      this: FloatOperand<'elu', D, Tensor<S, D>>,
      alpha?: number,
    ): Tensor<S, Float<D>>
  }
}

/**
 * eˣ − 1 as tanh(x/2) · (eˣ + 1), which keeps its digits near 0. Elements above 0 go in as 0, so that no exponential of the
 * side that is not chosen overflows.
 */
defineOperator<{ alpha: number }>({
  name: 'elu',
  infer: (operands, { alpha }) =>
    Number.isFinite(alpha) ?
      floatResult('elu', operands, operandShape(operands, 0))
    : `elu: alpha ${alpha} is not a finite number`,
  expand(build, operands, { alpha }) {
    const x = operands[0]!
    const positive = (at: Parameters<typeof read>[1]) => apply('lessThan', constant(0), read(x, at))
    const negative = map(build, x.shape, (at) => apply('where', positive(at), constant(0), read(x, at)), {
      name: 'elu_negative',
    })
    const exponential = map(build, x.shape, (at) => apply('exp', read(negative, at)), { name: 'elu_exponential' })
    const half = map(build, x.shape, (at) => apply('tanh', apply('mul', constant(0.5), read(negative, at))), {
      name: 'elu_half',
    })
    return map(build, x.shape, (at) => {
      const grown = apply('mul', read(half, at), apply('add', read(exponential, at), constant(1)))
      return apply('where', positive(at), read(x, at), apply('mul', constant(alpha), grown))
    })
  },
})
