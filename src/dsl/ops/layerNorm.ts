/** layerNorm: rows with mean 0 and variance 1, then a gain and a shift. */
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
 * y = γ · (x − μ) / √(σ² + ε) + β, the mean μ and the variance σ² = mean (x − μ)² taken over the last axis: x `[..., d]`,
 * γ `[d]`, β `[d]` → `[..., d]`; β may be left out, ε is 1e-5 unless given. Two passes: the variance is of centred values.
 * PyTorch: `layer_norm(x, [d], gamma, beta, eps)`, here over one axis. TorchLean (`layerNorm`) takes ε = 1e-6.
 *
 * @throws ShapeError when γ or β is no vector of d elements, or ε is negative or not finite
 * @example
 * const tokens = zeros(['batch', 16, 64])
 * layerNorm(tokens, ones([64]), zeros([64])) // => [batch, 16, 64]
 */
export function layerNorm<
  X extends Shape,
  D extends DType,
  G extends Shape,
  B extends Shape = Shape,
  E extends DType = D,
  F extends DType = D,
>(
  x: FloatOperand<'layerNorm', D, Tensor<X, D>>,
  gamma: SameOperand<'layerNorm', D, E, Argument<NormParameter<'layerNorm', 'gamma', X, -1, G>, Tensor<G, E>>>,
  beta?: SameOperand<'layerNorm', D, F, Argument<NormParameter<'layerNorm', 'beta', X, -1, NoInfer<B>>, Tensor<B, F>>>,
  options: { readonly eps?: number } = {},
): Tensor<X, Float<D>> {
  const operands = beta === undefined ? [x, gamma] : [x, gamma, beta]
  return record('layerNorm', operands, { eps: options.eps ?? 1e-5 }) as Tensor<X, Float<D>>
}

declare module '../tensor.js' {
  interface TensorMethods {
    /** layerNorm: rows with mean 0 and variance 1, then a gain and a shift. See `layerNorm`. */
    layerNorm<
      X extends Shape,
      D extends DType,
      G extends Shape,
      B extends Shape = Shape,
      E extends DType = D,
      F extends DType = D,
    >(
      this: FloatOperand<'layerNorm', D, Tensor<X, D>>,
      gamma: SameOperand<'layerNorm', D, E, Argument<NormParameter<'layerNorm', 'gamma', X, -1, G>, Tensor<G, E>>>,
      beta?: SameOperand<
        'layerNorm',
        D,
        F,
        Argument<NormParameter<'layerNorm', 'beta', X, -1, NoInfer<B>>, Tensor<B, F>>
      >,
      options?: { readonly eps?: number },
    ): Tensor<X, Float<D>>
  }
}

defineOperator<{ eps: number }>({
  name: 'layerNorm',
  infer: (operands, { eps }) => normResult('layerNorm', operands, -1, eps),
  expand(build, operands, { eps }) {
    const [x, gamma, beta] = [operands[0]!, operands[1]!, operands[2]]
    const axis = x.shape.length - 1
    const standard = standardise(build, x, { axes: [axis], eps, centre: true })
    return gainAndShift(build, standard, gamma, beta, axis)
  },
})
