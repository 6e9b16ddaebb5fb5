/** `nn.linear`: y = x·Wᵀ + b on the last axis. PyTorch's nn.Linear, initialised like it. */
import type { Size, SizeArgument } from '../../shapes/construct.js'
import type { Linear as LinearRule } from '../../shapes/linear.js'
import { record } from '../record.js'
import type { Tensor } from '../tensor.js'
import { layer } from './layer.js'
import type { FloatShape, InputShape, Layer } from './layer.js'
import { fanInUniform, layerParameter } from './parameter.js'

export interface LinearShape<In extends number, Out extends number> extends FloatShape {
  readonly operator: 'linear'
  readonly result: LinearRule<InputShape<this['input']>, [Out, In], [Out]>
}

export interface LinearOptions {
  /** Whether b is added. Default true. */
  readonly bias?: boolean
}

/**
 * A fully connected layer, y = x · weightᵀ + bias: `[..., in]` → `[..., out]`, with `weight [out, in]` and `bias [out]`,
 * both uniform on ±1/√in; `bias: false` leaves the bias out. PyTorch: `nn.Linear`.
 *
 * @throws ShapeError when the input's last axis is not `in` (in types: at the tensor passed to the layer).
 * @example
 * const hidden = nn.linear(64, 32)
 * hidden(zeros(['batch', 64])).relu() // => [batch, 32]
 */
export function linear<const In extends number, const Out extends number>(
  inFeatures: SizeArgument<'linear', In>,
  outFeatures: SizeArgument<'linear', Out>,
  { bias: biased = true }: LinearOptions = {},
): Layer<LinearShape<Size<In>, Size<Out>>> {
  // Sizes that are none were marked in types, and are refused by the first parameter.
  const [fanIn, features] = [inFeatures as number, outFeatures as number]
  const weight = layerParameter('linear', [features, fanIn], fanInUniform(fanIn))
  const bias = biased ? { bias: layerParameter('linear', [features], fanInUniform(fanIn)) } : {}
  const parameters = { weight, ...bias }
  return layer<LinearShape<Size<In>, Size<Out>>>(
    'linear',
    (x) => record('linear', [x, ...Object.values(parameters)]) as Tensor,
    parameters,
  )
}
