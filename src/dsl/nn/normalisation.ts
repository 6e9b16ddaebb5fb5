/**
 * Layers that normalise: `nn.layerNorm`, `nn.rmsNorm`, `nn.groupNorm`, `nn.batchNorm2d`. Their gain starts at 1, their
 * shift at 0. In: the number of features or channels. Out: layers that keep the shape of their input.
 */
import type { Size, SizeArgument } from '../../shapes/construct.js'
import { layerGroups, type Groups, type GroupsArgument } from '../../shapes/layer-options.js'
import type { GroupCount, NormParameter } from '../../shapes/norm.js'
import { ShapeError } from '../../shapes/rule.js'
import type { Attributes } from '../graph.js'
import { batchNorm } from '../ops/batchNorm.js'
import { record } from '../record.js'
import { captureSite } from '../site.js'
import { runningStatisticsOf } from '../state.js'
import type { Tensor } from '../tensor.js'
import { layer } from './layer.js'
import type { FloatShape, InputShape, Layer, ShapeFunction } from './layer.js'
import { init, layerParameter } from './parameter.js'

/** Options of all normalising layers: ε, added to the variance (or mean square). Default 1e-5. */
export interface NormOptions {
  readonly eps?: number
}

/** The input's shape when its axis has as many elements as the gain, else the sentence. */
export interface NormShape<Op extends string, Axis extends number, Size extends number> extends FloatShape {
  readonly operator: Op
  readonly result: [NormParameter<Op, 'gamma', InputShape<this['input']>, Axis, [Size]>] extends (
    [infer Sentence extends string]
  ) ?
    Sentence
  : this['input']
}

export interface GroupNormShape<Groups extends number, Channels extends number> extends FloatShape {
  readonly operator: 'groupNorm'
  readonly result: [GroupCount<InputShape<this['input']>, 1, Groups>] extends [infer Sentence extends string] ? Sentence
  : [NormParameter<'groupNorm', 'gamma', InputShape<this['input']>, 1, [Channels]>] extends (
    [infer Sentence extends string]
  ) ?
    Sentence
  : this['input']
}

function normalising<F extends ShapeFunction>(
  operator: string,
  size: number,
  shifted: boolean,
  attributes: Attributes,
): Layer<F> {
  const weight = { weight: layerParameter(operator, [size], init.ones) }
  const parameters = shifted ? { ...weight, bias: layerParameter(operator, [size], init.zeros) } : weight
  return layer<F>(
    operator,
    (x) => record(operator, [x, ...Object.values(parameters)], attributes) as Tensor,
    parameters,
  )
}

/**
 * Rows of the last axis with mean 0 and variance 1, then a gain and a shift: `[..., features]` → `[..., features]`, with
 * `weight [features]` of ones and `bias [features]` of zeros. PyTorch: `nn.LayerNorm`.
 *
 * @throws ShapeError when the input's last axis has another size (in types: at the tensor passed).
 * @example
 * const norm = nn.layerNorm(64)
 * norm(zeros(['batch', 16, 64])) // => [batch, 16, 64]
 */
export const layerNorm = <const Features extends number>(
  features: SizeArgument<'layerNorm', Features>,
  { eps = 1e-5 }: NormOptions = {},
): Layer<NormShape<'layerNorm', -1, Size<Features>>> => normalising('layerNorm', features as number, true, { eps })

/**
 * Rows of the last axis divided by their root mean square, then a gain: `[..., features]` → `[..., features]`, with
 * `weight [features]` of ones. PyTorch: `nn.RMSNorm`.
 *
 * @throws ShapeError when the input's last axis has another size (in types: at the tensor passed).
 * @example
 * const norm = nn.rmsNorm(64)
 * norm(zeros(['batch', 16, 64])) // => [batch, 16, 64]
 */
export const rmsNorm = <const Features extends number>(
  features: SizeArgument<'rmsNorm', Features>,
  { eps = 1e-5 }: NormOptions = {},
): Layer<NormShape<'rmsNorm', -1, Size<Features>>> => normalising('rmsNorm', features as number, false, { eps })

/**
 * Groups of channels of each sample standardised, then a gain and a shift: `[N, channels, ...]` keeps its shape; `weight
 * [channels]` of ones, `bias [channels]` of zeros. PyTorch: `nn.GroupNorm`.
 *
 * @throws ShapeError when the input has other channels (in types: at the tensor passed), or the groups do not divide
 *   `channels` (in types: at the groups)
 * @example
 * const norm = nn.groupNorm(4, 16)
 * norm(zeros(['batch', 16, 8, 8])) // => [batch, 16, 8, 8]
 */
export function groupNorm<const G extends number, const Channels extends number>(
  groups: GroupsArgument<'groupNorm', G, Channels>,
  channels: SizeArgument<'groupNorm', Channels>,
  { eps = 1e-5 }: NormOptions = {},
): Layer<GroupNormShape<Groups<G, Channels>, Size<Channels>>> {
  // What was marked in types is refused here, but for channels: by the first parameter.
  const found = layerGroups('groupNorm', groups as number, channels as number)
  if (typeof found === 'string') throw new ShapeError(found, captureSite())
  return normalising('groupNorm', channels as number, true, { groups: found, eps, axis: 1 })
}

/** Options of batchNorm2d. */
export interface BatchNormLayerOptions extends NormOptions {
  /** The share of a new batch in the running statistics, from 0 to 1. Default 0.1. */
  readonly momentum?: number
  /** False: no running statistics, every batch by its own. Default true. */
  readonly trackRunningStatistics?: boolean
}

/**
 * Channels standardised, then a gain and a shift: `[N, channels, H, W]` keeps its shape; `weight [channels]` of ones, `bias
 * [channels]` of zeros. In training the statistics are those of the batch, and `runningMean` (zeros) and `runningVariance` (ones),
 * both `[channels]`, move towards them; `evaluate` and `predict` use the running ones. A layer can be called once in a step, unless
 * `trackRunningStatistics` is false: then there are none. PyTorch: `nn.BatchNorm2d`.
 *
 * @throws ShapeError when the input has other channels (in types: at the tensor passed), or the momentum is not from 0 to 1
 * @example
 * const norm = nn.batchNorm2d(16)
 * norm(zeros(['batch', 16, 8, 8])) // => [batch, 16, 8, 8]
 * Object.keys(norm.parameters) // => [weight, bias, runningMean, runningVariance]
 */
export function batchNorm2d<const Channels extends number>(
  channels: SizeArgument<'batchNorm', Channels>,
  { eps = 1e-5, momentum = 0.1, trackRunningStatistics = true }: BatchNormLayerOptions = {},
): Layer<NormShape<'batchNorm', 1, Size<Channels>>> {
  // A size that is none was marked in types, and is refused by the first parameter.
  const features = channels as number
  if (!trackRunningStatistics) return normalising('batchNorm', features, true, { eps, axis: 1 })
  const [weight, bias] = [
    layerParameter('batchNorm', [features], init.ones),
    layerParameter('batchNorm', [features], init.zeros),
  ]
  const running = runningStatisticsOf('batchNorm', features)
  return layer<NormShape<'batchNorm', 1, Size<Channels>>>(
    'batchNorm',
    (x) => batchNorm(x, weight, bias, { eps, momentum, running }),
    { weight, bias, runningMean: running.mean as Tensor, runningVariance: running.variance as Tensor },
  )
}
