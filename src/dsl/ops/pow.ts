/** pow: elements raised to a whole number. */
import type { DType } from '../../shapes/dtype.js'
import type { Float, FloatOperand } from '../../shapes/promotion.js'
import type { Shape } from '../../shapes/shape.js'
import { apply, constant, read } from '../comprehension/expression.js'
import type { Value } from '../comprehension/types.js'
import { defineOperator } from '../operator.js'
import { map } from '../primitives/map.js'
import { record } from '../record.js'
import type { Tensor } from '../tensor.js'
import { floatResult, operandShape } from './support/types.js'

/**
 * xⁿ for a whole number n, elementwise: `[...]` → `[...]`, by repeated squaring; 1/x⁻ⁿ where n is negative, and 1 everywhere where it
 * is 0. PyTorch: `torch.pow(x, n)`. (Other powers: `x.log().scale(p).exp()`, for x above 0.)
 *
 * @throws ShapeError when the exponent is not a whole number
 * @example
 * const session = new Session()
 * const x = session.input([3], [-2, 1, 4])
 * session.getValue(x.pow(3)) // => [-8, 1, 64]
 * session.getValue(x.pow(-2)) // => [0.25, 1, 0.0625]
 */
export function pow<S extends Shape, D extends DType>(
  x: FloatOperand<'pow', D, Tensor<S, D>>,
  exponent: number,
): Tensor<S, Float<D>> {
  return record('pow', [x], { exponent }) as Tensor<S, Float<D>>
}

declare module '../tensor.js' {
  interface TensorMethods {
    /** pow: elements raised to a whole number. See `pow`. */
    pow<S extends Shape, D extends DType>(
      this: FloatOperand<'pow', D, Tensor<S, D>>,
      exponent: number,
    ): Tensor<S, Float<D>>
  }
}

/** Each square and product is a value of its own: a formula of them would repeat x as often as the exponent says. */
defineOperator<{ exponent: number }>({
  name: 'pow',
  infer: (operands, { exponent }) =>
    Number.isSafeInteger(exponent) ?
      floatResult('pow', operands, operandShape(operands, 0))
    : `pow: exponent ${exponent} is not a whole number`,
  expand(build, [x], { exponent }) {
    const { shape } = x!
    const product = (a: Value, b: Value): Value =>
      map(build, shape, (at) => apply('mul', read(a, at), read(b, at)), { name: 'pow_product' })
    let [square, result]: [Value, Value | undefined] = [x!, undefined]
    for (let rest = Math.abs(exponent); rest > 0;) {
      if (rest % 2 === 1) result = result === undefined ? square : product(result, square)
      rest = Math.floor(rest / 2)
      if (rest > 0) square = product(square, square)
    }
    return map(build, shape, (at) => {
      if (result === undefined) return constant(1)
      return exponent > 0 ? read(result, at) : apply('div', constant(1), read(result, at))
    })
  },
})
