/** batchNorm: channels standardised by the statistics of this very batch, or by running ones, with a gain and a shift. */
import { axisIndex } from '../../shapes/axis.js'
import type { DType } from '../../shapes/dtype.js'
import type { NormParameter } from '../../shapes/norm.js'
import type { Float, FloatOperand, SameOperand } from '../../shapes/promotion.js'
import { ShapeError, type Argument } from '../../shapes/rule.js'
import type { Shape } from '../../shapes/shape.js'
import { defineOperator } from '../operator.js'
import { record } from '../record.js'
import { nodeOf } from '../tensor.js'
import { captureSite } from '../site.js'
import type { AnyTensor, Tensor } from '../tensor.js'
import { gainAndShift, normResult, standardise, standardiseBy } from './support/normalise.js'
import { elementCount } from './support/types.js'

/** A running statistic: a vector of the channels. */
type Statistic<
  Role extends string,
  X extends Shape,
  A extends number,
  D extends DType,
  S extends Shape,
  E extends DType,
> = SameOperand<'batchNorm', D, E, Argument<NormParameter<'batchNorm', Role, X, A, NoInfer<S>>, Tensor<S, E>>>

/** Options of batchNorm: ε, which axis holds the channels, and running statistics. */
export interface BatchNormOptions<
  X extends Shape,
  A extends number,
  D extends DType,
  M extends Shape,
  V extends Shape,
  H extends DType,
  K extends DType,
> {
  /** Default: 1e-5. */
  readonly eps?: number
  /** Default: 1. */
  readonly axis?: A
  /** State, as `runningStatistics` makes it. */
  readonly running?: {
    readonly mean: Statistic<'running mean', X, A, D, M, H>
    readonly variance: Statistic<'running variance', X, A, D, V, K>
  }
  /** The share of a new batch in the running statistics, from 0 to 1. Default: 0.1. */
  readonly momentum?: number
}

/**
 * y = γ · (x − μ) / √(σ² + ε) + β for each channel, the mean μ and the variance σ² = mean (x − μ)² taken over all other
 * axes of x itself: x `[..., C, ...]`, γ `[C]`, β `[C]` → the shape of x; β may be left out, ε is 1e-5 unless given.
 * The channels are axis 1, so that `[N, C, ...spatial]` has the statistics of batch and space together; `axis: 0` is one
 * sample `[C, ...spatial]`, `axis: -1` has the channels last.
 *
 * With `running` statistics, states of a model, `step` uses those of the batch and moves the running ones towards them,
 * r ← r + momentum · (batch − r), the variance with n − 1 in place of n; `evaluate` and `predict` use the running ones. A state is
 * moved once in a step.
 *
 * PyTorch: `batch_norm(x, mean, variance, gamma, beta, training, momentum, eps)`; without `running` as with none given, in
 * training. TorchLean: `batchnormChannelFirst`, which is `axis: 0` without running statistics.
 *
 * @throws ShapeError when x has no such axis, γ, β or a statistic is no vector of C elements, ε is negative or not finite, the
 *   momentum is not from 0 to 1, a statistic is no state, or a channel of a training batch has fewer than 2 elements
 * @example
 * const image = zeros(['batch', 16, 8, 8])
 * batchNorm(image, ones([16]), zeros([16])) // => [batch, 16, 8, 8]
 * batchNorm(image, ones([16]), zeros([16]), { running: runningStatistics(16), momentum: 0.05 }) // => [batch, 16, 8, 8]
 */
export function batchNorm<
  X extends Shape,
  D extends DType,
  G extends Shape,
  B extends Shape = Shape,
  const A extends number = 1,
  M extends Shape = Shape,
  V extends Shape = Shape,
  E extends DType = D,
  F extends DType = D,
  H extends DType = D,
  K extends DType = D,
>(
  x: FloatOperand<'batchNorm', D, Tensor<X, D>>,
  gamma: SameOperand<'batchNorm', D, E, Argument<NormParameter<'batchNorm', 'gamma', X, A, G>, Tensor<G, E>>>,
  beta?: SameOperand<'batchNorm', D, F, Argument<NormParameter<'batchNorm', 'beta', X, A, NoInfer<B>>, Tensor<B, F>>>,
  options: BatchNormOptions<X, A, D, M, V, H, K> = {},
): Tensor<X, Float<D>> {
  const { eps = 1e-5, axis = 1, running, momentum = 0.1 } = options
  const operands = beta === undefined ? [x, gamma] : [x, gamma, beta]
  if (running === undefined) return record('batchNorm', operands, { eps, axis }) as Tensor<X, Float<D>>
  // Judged by their types.
  const [operand, ...statistics] = [x, running.mean, running.variance] as unknown as readonly [
    AnyTensor,
    ...AnyTensor[],
  ]
  for (const statistic of statistics) {
    const { operator } = nodeOf(statistic)
    if (operator !== 'state')
      throw new ShapeError(`batchNorm: a running statistic is ${operator}, expected a state`, captureSite())
  }
  const y = record('batchNorm', [...operands, ...statistics], { eps, axis, momentum })
  return moving(y, operand, axis, momentum, statistics) as Tensor<X, Float<D>>
}

/** The result, carrying r + momentum · (batch − r) for each running statistic r. */
function moving(
  y: AnyTensor,
  x: AnyTensor,
  axis: number,
  momentum: number,
  [mean, variance]: readonly AnyTensor[],
): AnyTensor {
  const channels = axisIndex(x.shape, axis)!
  const axes = x.shape.map((_, at) => at).filter((at) => at !== channels)
  const over = { axes, keepDims: false }
  const towards = (statistic: AnyTensor, batch: AnyTensor): AnyTensor => {
    const step = record('scale', [record('sub', [batch, statistic])], { factor: momentum })
    return record('add', [statistic, step])
  }
  const meanNext = towards(mean!, record('mean', [x], over))
  const varianceNext = towards(variance!, record('variance', [x], { ...over, correction: 1 }))
  return record('withUpdate', [record('withUpdate', [y, mean!, meanNext]), variance!, varianceNext])
}

declare module '../tensor.js' {
  interface TensorMethods {
    /** batchNorm: channels standardised by the statistics of this very batch, or by running ones. See `batchNorm`. */
    batchNorm<
      X extends Shape,
      D extends DType,
      G extends Shape,
      B extends Shape = Shape,
      const A extends number = 1,
      M extends Shape = Shape,
      V extends Shape = Shape,
      E extends DType = D,
      F extends DType = D,
      H extends DType = D,
      K extends DType = D,
    >(
      this: FloatOperand<'batchNorm', D, Tensor<X, D>>,
      gamma: SameOperand<'batchNorm', D, E, Argument<NormParameter<'batchNorm', 'gamma', X, A, G>, Tensor<G, E>>>,
      beta?: SameOperand<
        'batchNorm',
        D,
        F,
        Argument<NormParameter<'batchNorm', 'beta', X, A, NoInfer<B>>, Tensor<B, F>>
      >,
      options?: BatchNormOptions<X, A, D, M, V, H, K>,
    ): Tensor<X, Float<D>>
  }
}

/** A momentum says that the last two operands are running statistics. */
defineOperator<{ eps: number; axis: number; momentum?: number }>({
  name: 'batchNorm',
  infer(operands, { eps, axis, momentum }) {
    if (momentum === undefined) return normResult('batchNorm', operands, axis, eps)
    if (!(momentum >= 0 && momentum <= 1)) return `batchNorm: momentum ${momentum} is not from 0 to 1`
    const given = ['gamma', 'beta'].slice(0, operands.length - 3)
    return normResult('batchNorm', operands, axis, eps, [...given, 'running mean', 'running variance'])
  },
  expand(build, operands, { eps, axis: written, momentum }) {
    const [x, gamma] = [operands[0]!, operands[1]!]
    const axis = axisIndex(x.shape, written)!
    const others = x.shape.map((_, at) => at).filter((at) => at !== axis)
    const running = momentum === undefined ? [] : operands.slice(-2)
    const beta = operands.length - running.length > 2 ? operands[2] : undefined
    const count = elementCount(others.map((at) => x.shape[at]!))
    if (running.length > 0 && build.training && count < 2)
      throw new ShapeError(
        `batchNorm: a channel of [${x.shape.join(', ')}] has ${count} elements, a running variance needs 2 or more`,
        build.site,
      )
    const standard =
      running.length > 0 && !build.training ?
        standardiseBy(build, x, running, axis, eps)
      : standardise(build, x, { axes: others, eps, centre: true })
    return gainAndShift(build, standard, gamma, beta, axis)
  },
})
