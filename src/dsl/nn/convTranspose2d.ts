/** `nn.convTranspose2d`: the transpose of a convolution over two spatial axes. PyTorch's nn.ConvTranspose2d. */
import type { Size, SizeArgument } from '../../shapes/construct.js'
import type { ConvTranspose } from '../../shapes/conv-transpose.js'
import type { LayerOptionArgument, SoundLayerOption } from '../../shapes/layer-options.js'
import { record } from '../record.js'
import type { Tensor } from '../tensor.js'
import { windowOf, type AsPair, type Conv2dOptions, type Pair } from './conv2d.js'
import { layer } from './layer.js'
import type { FloatShape, InputShape, Layer } from './layer.js'
import { fanInUniform, layerParameter } from './parameter.js'

export interface ConvTranspose2dShape<
  In extends number,
  Out extends number,
  Kernel extends number | Pair,
  Stride extends number | Pair,
  Padding extends number | Pair,
> extends FloatShape {
  readonly operator: 'convTranspose2d'
  readonly result: ConvTranspose<InputShape<this['input']>, [In, Out, ...AsPair<Kernel>], undefined, Stride, Padding>
}

/** The layer's shape function, after an error in an argument as well. */
type ConvTranspose2dShapeOf<
  In extends number,
  Out extends number,
  Kernel extends number | Pair,
  Stride extends number | Pair,
  Padding extends number | Pair,
> = ConvTranspose2dShape<
  Size<In>,
  Size<Out>,
  SoundLayerOption<1, Kernel>,
  SoundLayerOption<1, Stride>,
  SoundLayerOption<0, Padding>
>

/**
 * A transposed 2-D convolution: `[N?, in, H, W]` → `[N?, out, H', W']` with H' = (H − 1)·stride − 2·padding + kernel;
 * `weight [in, out, kernel, kernel]` and `bias [out]`, both uniform on ±1/√(out · kernel area). PyTorch:
 * `nn.ConvTranspose2d`.
 *
 * @throws ShapeError when the channels differ or a size would be less than 1 (in types: at the tensor passed), or no axis can
 *   have such a kernel, stride or padding (in types: at that argument)
 * @example
 * const up = nn.convTranspose2d(64, 32, 2, { stride: 2 })
 * up(zeros(['batch', 64, 8, 8])) // => [batch, 32, 16, 16]
 */
export function convTranspose2d<
  const In extends number,
  const Out extends number,
  const Kernel extends number | Pair,
  const Stride extends number | Pair = 1,
  const Padding extends number | Pair = 0,
>(
  inChannels: SizeArgument<'convTranspose2d', In>,
  outChannels: SizeArgument<'convTranspose2d', Out>,
  kernel: LayerOptionArgument<'convTranspose2d', 'kernel', 1, Kernel>,
  options: Conv2dOptions<'convTranspose2d', Stride, Padding> = {},
): Layer<ConvTranspose2dShapeOf<In, Out, Kernel, Stride, Padding>> {
  const {
    kernel: [height, width],
    stride,
    padding,
  } = windowOf('convTranspose2d', kernel, options)
  // Sizes that are none were marked in types, and are refused by the first parameter.
  const [channels, features] = [inChannels as number, outChannels as number]
  const bound = fanInUniform(features * height * width)
  const weight = layerParameter('convTranspose2d', [channels, features, height, width], bound)
  const bias = options.bias === false ? {} : { bias: layerParameter('convTranspose2d', [features], bound) }
  const parameters = { weight, ...bias }
  const attributes = {
    stride,
    padding,
    outputPadding: 0,
    dilation: 1,
    groups: 1,
  }
  return layer<ConvTranspose2dShapeOf<In, Out, Kernel, Stride, Padding>>(
    'convTranspose2d',
    (x) => record('convTranspose', [x, ...Object.values(parameters)], attributes) as Tensor,
    parameters,
  )
}
