/** groupNorm: groups of channels of each sample standardised, with a gain and a shift for each channel. */
import { axisIndex } from '../../shapes/axis.js'
import type { DType } from '../../shapes/dtype.js'
import { groupCount, type GroupCount, type NormParameter } from '../../shapes/norm.js'
import type { Float, FloatOperand, SameOperand } from '../../shapes/promotion.js'
import type { Argument } from '../../shapes/rule.js'
import type { Shape } from '../../shapes/shape.js'
import { defineOperator } from '../operator.js'
import { reshapeTo } from '../primitives/movement.js'
import { record } from '../record.js'
import type { Tensor } from '../tensor.js'
import { gainAndShift, normResult, standardise } from './support/normalise.js'
import { operandShape } from './support/types.js'

/** Options of groupNorm: ε, and which axis holds the channels. */
interface GroupNormOptions<A extends number> {
  readonly eps?: number
  readonly axis?: A
}

/**
 * y = γ · (x − μ) / √(σ² + ε) + β, the mean μ and the variance σ² = mean (x − μ)² taken, for each sample, over a group of
 * consecutive channels and the axes after them: x `[N, C, ...spatial]`, γ `[C]`, β `[C]` → the shape of x; β may be left
 * out, ε is 1e-5 unless given. As many groups as channels is instance normalisation. The channels are axis 1 unless
 * given: `axis: 0` is one sample `[C, ...spatial]`; all axes before the channels are samples.
 * PyTorch: `group_norm(x, groups, gamma, beta, eps)`.
 *
 * @throws ShapeError when the groups do not divide the channels, γ or β is no vector of C elements, or ε is negative
 * or not finite
 * @example
 * const image = zeros(['batch', 16, 8, 8])
 * groupNorm(image, 4, ones([16]), zeros([16])) // => [batch, 16, 8, 8]
 */
export function groupNorm<
  X extends Shape,
  D extends DType,
  const N extends number,
  G extends Shape,
  B extends Shape = Shape,
  const A extends number = 1,
  E extends DType = D,
  F extends DType = D,
>(
  x: FloatOperand<'groupNorm', D, Tensor<X, D>>,
  groups: Argument<GroupCount<X, A, N>, N>,
  gamma: SameOperand<'groupNorm', D, E, Argument<NormParameter<'groupNorm', 'gamma', X, A, G>, Tensor<G, E>>>,
  beta?: SameOperand<'groupNorm', D, F, Argument<NormParameter<'groupNorm', 'beta', X, A, NoInfer<B>>, Tensor<B, F>>>,
  options: GroupNormOptions<A> = {},
): Tensor<X, Float<D>> {
  const operands = beta === undefined ? [x, gamma] : [x, gamma, beta]
  const attributes = { groups: groups as number, eps: options.eps ?? 1e-5, axis: options.axis ?? 1 }
  return record('groupNorm', operands, attributes) as Tensor<X, Float<D>>
}

declare module '../tensor.js' {
  interface TensorMethods {
    /** groupNorm: groups of channels of each sample standardised. See `groupNorm`. */
    groupNorm<
      X extends Shape,
      D extends DType,
      const N extends number,
      G extends Shape,
      B extends Shape = Shape,
      const A extends number = 1,
      E extends DType = D,
      F extends DType = D,
    >(
      this: FloatOperand<'groupNorm', D, Tensor<X, D>>,
      groups: Argument<GroupCount<X, A, N>, N>,
      gamma: SameOperand<'groupNorm', D, E, Argument<NormParameter<'groupNorm', 'gamma', X, A, G>, Tensor<G, E>>>,
      beta?: SameOperand<
        'groupNorm',
        D,
        F,
        Argument<NormParameter<'groupNorm', 'beta', X, A, NoInfer<B>>, Tensor<B, F>>
      >,
      options?: GroupNormOptions<A>,
    ): Tensor<X, Float<D>>
  }
}

defineOperator<{ groups: number; eps: number; axis: number }>({
  name: 'groupNorm',
  infer(operands, { groups, eps, axis }) {
    const count = groupCount(operandShape(operands, 0), axis, groups)
    return typeof count === 'string' ? count : normResult('groupNorm', operands, axis, eps)
  },
  expand(build, operands, { groups, eps, axis: written }) {
    const [x, gamma, beta] = [operands[0]!, operands[1]!, operands[2]]
    const axis = axisIndex(x.shape, written)!
    const grouped = [...x.shape.slice(0, axis), groups, x.shape[axis]! / groups, ...x.shape.slice(axis + 1)]
    const inGroup = grouped.map((_, at) => at).slice(axis + 1)
    const parts = reshapeTo(build, x, grouped, { name: 'groupNorm_groups' })
    const standard = standardise(build, parts, { axes: inGroup, eps, centre: true })
    return gainAndShift(build, reshapeTo(build, standard, x.shape), gamma, beta, axis)
  },
})
