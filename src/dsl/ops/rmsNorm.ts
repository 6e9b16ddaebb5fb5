/** rmsNorm: rows divided by their root mean square, with a gain. */
import type { DType } from '../../shapes/dtype.js'
import type { NormParameter } from '../../shapes/norm.js'
import type { Float, FloatOperand, SameOperand } from '../../shapes/promotion.js'
import type { Argument } from '../../shapes/rule.js'
import type { Shape } from '../../shapes/shape.js'
import { defineOperator } from '../operator.js'
import { record } from '../record.js'
import type { Tensor } from '../tensor.js'
import { gainAndShift, normResult, standardise } from './support/normalise.js'

/**
 * y = γ · x / √(mean x² + ε), the mean taken over the last axis: x `[..., d]`, γ `[d]` → `[..., d]`; ε is 1e-5 unless given.
 * PyTorch: `rms_norm(x, [d], gamma, eps)`, where ε is the machine epsilon unless given.
 *
 * @throws ShapeError when γ is no vector of d elements, or ε is negative or not finite
 * @example
 * const tokens = zeros(['batch', 16, 64])
 * rmsNorm(tokens, ones([64])) // => [batch, 16, 64]
 */
export function rmsNorm<X extends Shape, D extends DType, G extends Shape, E extends DType = D>(
  x: FloatOperand<'rmsNorm', D, Tensor<X, D>>,
  gamma: SameOperand<'rmsNorm', D, E, Argument<NormParameter<'rmsNorm', 'gamma', X, -1, G>, Tensor<G, E>>>,
  options: { readonly eps?: number } = {},
): Tensor<X, Float<D>> {
  return record('rmsNorm', [x, gamma], { eps: options.eps ?? 1e-5 }) as Tensor<X, Float<D>>
}

declare module '../tensor.js' {
  interface TensorMethods {
    /** rmsNorm: rows divided by their root mean square, with a gain. See `rmsNorm`. */
    rmsNorm<X extends Shape, D extends DType, G extends Shape, E extends DType = D>(
      this: FloatOperand<'rmsNorm', D, Tensor<X, D>>,
      gamma: SameOperand<'rmsNorm', D, E, Argument<NormParameter<'rmsNorm', 'gamma', X, -1, G>, Tensor<G, E>>>,
      options?: { readonly eps?: number },
    ): Tensor<X, Float<D>>
  }
}

defineOperator<{ eps: number }>({
  name: 'rmsNorm',
  infer: (operands, { eps }) => normResult('rmsNorm', operands, -1, eps),
  expand(build, operands, { eps }) {
    const [x, gamma] = [operands[0]!, operands[1]!]
    const axis = x.shape.length - 1
    return gainAndShift(build, standardise(build, x, { axes: [axis], eps, centre: false }), gamma, undefined, axis)
  },
})
