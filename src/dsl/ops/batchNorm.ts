/** batchNorm: channels standardised by the statistics of this very batch, with a gain and a shift. */
import { axisIndex } from '../../shapes/axis.js'
import type { DType, FloatDType } from '../../shapes/dtype.js'
import type { NormParameter } from '../../shapes/norm.js'
import type { Argument } from '../../shapes/rule.js'
import type { Shape } from '../../shapes/shape.js'
import { defineOperator } from '../operator.js'
import { record } from '../record.js'
import type { Tensor } from '../tensor.js'
import { gainAndShift, normResult, standardise } from './support/normalise.js'

/** Options of batchNorm: ε, and which axis holds the channels. */
interface BatchNormOptions<A extends number> {
  readonly eps?: number
  readonly axis?: A
}

/**
 * y = γ · (x − μ) / √(σ² + ε) + β for each channel, the mean μ and the variance σ² = mean (x − μ)² taken over all other
 * axes of x itself: x `[..., C, ...]`, γ `[C]`, β `[C]` → the shape of x; β may be left out, ε is 1e-5 unless given.
 * The channels are axis 1, so that `[N, C, ...spatial]` has the statistics of batch and space together; `axis: 0` is one
 * sample `[C, ...spatial]`, `axis: -1` has the channels last.
 *
 * PyTorch: `batch_norm(x, null, null, gamma, beta, true, 0, eps)`: no running statistics are read or kept, in training or
 * otherwise. TorchLean: `batchnormChannelFirst`, which is `axis: 0`.
 *
 * @throws ShapeError when x has no such axis, γ or β is no vector of C elements, or ε is negative or not finite
 * @example
 * const image = zeros(['batch', 16, 8, 8])
 * batchNorm(image, ones([16]), zeros([16])) // => [batch, 16, 8, 8]
 */
export function batchNorm<
  X extends Shape,
  D extends FloatDType,
  G extends Shape,
  B extends Shape = never,
  const A extends number = 1,
>(
  x: Tensor<X, D>,
  gamma: Argument<NormParameter<'batchNorm', 'gamma', X, A, G>, Tensor<G, NoInfer<D>>>,
  beta?: Argument<NormParameter<'batchNorm', 'beta', X, A, NoInfer<B>>, Tensor<B, NoInfer<D>>>,
  options: BatchNormOptions<A> = {},
): Tensor<X, D> {
  const operands = beta === undefined ? [x, gamma] : [x, gamma, beta]
  return record('batchNorm', operands, { eps: options.eps ?? 1e-5, axis: options.axis ?? 1 }) as Tensor<X, D>
}

declare module '../tensor.js' {
  interface Tensor<out S extends Shape, out D extends DType> {
    /** batchNorm: channels standardised by the statistics of this very batch. See `batchNorm`. */
    batchNorm<
      X extends Shape,
      D extends FloatDType,
      G extends Shape,
      B extends Shape = never,
      const A extends number = 1,
    >(
      this: Tensor<X, D>,
      gamma: Argument<NormParameter<'batchNorm', 'gamma', X, A, G>, Tensor<G, NoInfer<D>>>,
      beta?: Argument<NormParameter<'batchNorm', 'beta', X, A, NoInfer<B>>, Tensor<B, NoInfer<D>>>,
      options?: BatchNormOptions<A>,
    ): Tensor<X, D>
  }
}

defineOperator<{ eps: number; axis: number }>({
  name: 'batchNorm',
  infer: (operands, { eps, axis }) => normResult('batchNorm', operands, axis, eps),
  expand(build, operands, { eps, axis: written }) {
    const [x, gamma, beta] = [operands[0]!, operands[1]!, operands[2]]
    const axis = axisIndex(x.shape, written)!
    const others = x.shape.map((_, at) => at).filter((at) => at !== axis)
    const standard = standardise(build, x, { axes: others, eps, centre: true })
    return gainAndShift(build, standard, gamma, beta, axis)
  },
})
