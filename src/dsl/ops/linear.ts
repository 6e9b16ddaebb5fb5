/** linear: the affine map of a fully connected layer. */
import type { DType } from '../../shapes/dtype.js'
import { linear as linearShape, type Linear, type LinearBias } from '../../shapes/linear.js'
import type { Float, FloatOperand, SameOperand } from '../../shapes/promotion.js'
import type { Argument, Result } from '../../shapes/rule.js'
import type { Shape } from '../../shapes/shape.js'
import { apply, read } from '../comprehension/expression.js'
import { defineOperator } from '../operator.js'
import { reduce } from '../primitives/map.js'
import { record } from '../record.js'
import type { Tensor } from '../tensor.js'
import { addBias } from './support/bias.js'
import { floatResult, operandShape } from './support/types.js'

/**
 * y[…, o] = Σ_i x[…, i] · w[o, i] + b[o]: x `[..., in]`, w `[out, in]`, b `[out]` → `[..., out]`; the bias may be left
 * out. PyTorch: `torch.nn.functional.linear`, with the same order of arguments and layout of the weight.
 *
 * @throws ShapeError when x has other features than w expects, or b than w gives
 * @example
 * const x = zeros(['batch', 64])
 * const weight = ones([32, 64])
 * linear(x, weight, zeros([32])) // => [batch, 32]
 */
export function linear<
  X extends Shape,
  D extends DType,
  W extends Shape,
  B extends Shape = Shape,
  E extends DType = D,
  F extends DType = D,
>(
  x: FloatOperand<'linear', D, Tensor<X, D>>,
  w: SameOperand<'linear', D, E, Argument<Linear<X, W>, Tensor<W, E>>>,
  b?: SameOperand<'linear', D, F, Argument<LinearBias<W, NoInfer<B>>, Tensor<B, F>>>,
): Tensor<Result<Linear<X, W>>, Float<D>> {
  return record('linear', b === undefined ? [x, w] : [x, w, b]) as Tensor<Result<Linear<X, W>>, Float<D>>
}

declare module '../tensor.js' {
  interface TensorMethods {
    /** linear: the affine map of a fully connected layer. See `linear`. */
    linear<
      X extends Shape,
      D extends DType,
      W extends Shape,
      B extends Shape = Shape,
      E extends DType = D,
      F extends DType = D,
    >(
      this: FloatOperand<'linear', D, Tensor<X, D>>,
      w: SameOperand<'linear', D, E, Argument<Linear<X, W>, Tensor<W, E>>>,
      b?: SameOperand<'linear', D, F, Argument<LinearBias<W, NoInfer<B>>, Tensor<B, F>>>,
    ): Tensor<Result<Linear<X, W>>, Float<D>>
  }
}

defineOperator({
  name: 'linear',
  infer: (operands) =>
    floatResult(
      'linear',
      operands,
      linearShape(operandShape(operands, 0), operandShape(operands, 1), operands[2]?.shape),
    ),
  expand(build, operands) {
    const [x, w, b] = [operands[0]!, operands[1]!, operands[2]]
    const product = reduce(build, 'sum', build.result.shape, [w.shape[1]!], (out, [i]) =>
      apply('mul', read(x, [...out.slice(0, -1), i!]), read(w, [out.at(-1)!, i!])),
    )
    return b === undefined ? product : addBias(build, product, b, product.shape.length - 1)
  },
})
