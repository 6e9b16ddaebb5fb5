/** `nn.conv2d`: cross-correlation over two spatial axes. PyTorch's nn.Conv2d, initialised like it. */
import type { Size, SizeArgument } from '../../shapes/construct.js'
import type { Convolution } from '../../shapes/convolution.js'
import { layerOption, type LayerOptionArgument, type SoundLayerOption } from '../../shapes/layer-options.js'
import { ShapeError } from '../../shapes/rule.js'
import { record } from '../record.js'
import { captureSite } from '../site.js'
import type { Tensor } from '../tensor.js'
import { layer } from './layer.js'
import type { FloatShape, InputShape, Layer } from './layer.js'
import { fanInUniform, layerParameter } from './parameter.js'

export type Pair = readonly [number, number]

/** One number stands for both spatial axes. */
export type AsPair<P extends number | Pair> =
  P extends number ? [P, P]
  : P extends readonly [infer A extends number, infer B extends number] ? [A, B]
  : never

export interface Conv2dShape<
  In extends number,
  Out extends number,
  Kernel extends number | Pair,
  Stride extends number | Pair,
  Padding extends number | Pair,
> extends FloatShape {
  readonly operator: 'conv2d'
  readonly result: Convolution<InputShape<this['input']>, [Out, In, ...AsPair<Kernel>], [Out], Stride, Padding>
}

export interface Conv2dOptions<Op extends string, Stride extends number | Pair, Padding extends number | Pair> {
  /** Default 1. */
  readonly stride?: LayerOptionArgument<Op, 'stride', 1, Stride>
  /** Zeros added on both sides of each spatial axis. Default 0. */
  readonly padding?: LayerOptionArgument<Op, 'padding', 0, Padding>
  /** Whether a bias is added to each channel; a normalisation behind the layer makes it useless. Default true. */
  readonly bias?: boolean
}

/**
 * Kernel, stride and padding on both spatial axes.
 *
 * @throws ShapeError with the sentence about what no axis can have (in types: at that argument)
 */
export function windowOf(
  operator: string,
  kernel: unknown,
  options: { readonly stride?: unknown; readonly padding?: unknown },
): Readonly<Record<'kernel' | 'stride' | 'padding', Pair>> {
  const site = captureSite()
  const both = (which: string, least: 0 | 1, value: unknown): Pair => {
    const found = layerOption(operator, which, least, value as number | Pair, 2)
    if (typeof found === 'string') throw new ShapeError(found, site)
    return found as Pair // as many as asked for
  }
  return {
    kernel: both('kernel', 1, kernel),
    stride: both('stride', 1, options.stride ?? 1),
    padding: both('padding', 0, options.padding ?? 0),
  }
}

/** The layer's shape function, after an error in an argument as well. */
type Conv2dShapeOf<
  In extends number,
  Out extends number,
  Kernel extends number | Pair,
  Stride extends number | Pair,
  Padding extends number | Pair,
> = Conv2dShape<
  Size<In>,
  Size<Out>,
  SoundLayerOption<1, Kernel>,
  SoundLayerOption<1, Stride>,
  SoundLayerOption<0, Padding>
>

/**
 * A 2-D convolution: `[N?, in, H, W]` → `[N?, out, H', W']` with H' = ⌊(H + 2·padding − kernel) / stride⌋ + 1; `weight
 * [out, in, kernel, kernel]` and `bias [out]`, both uniform on ±1/√(in · kernel area); `bias: false` leaves the
 * bias out. PyTorch: `nn.Conv2d`.
 *
 * @throws ShapeError when the channels differ or the kernel does not fit (in types: at the tensor passed), or no axis can have
 *   such a kernel, stride or padding (in types: at that argument)
 * @example
 * const first = nn.conv2d(1, 16, 3, { padding: 1 })
 * first(zeros(['batch', 1, 8, 8])).relu() // => [batch, 16, 8, 8]
 */
export function conv2d<
  const In extends number,
  const Out extends number,
  const Kernel extends number | Pair,
  const Stride extends number | Pair = 1,
  const Padding extends number | Pair = 0,
>(
  inChannels: SizeArgument<'conv2d', In>,
  outChannels: SizeArgument<'conv2d', Out>,
  kernel: LayerOptionArgument<'conv2d', 'kernel', 1, Kernel>,
  options: Conv2dOptions<'conv2d', Stride, Padding> = {},
): Layer<Conv2dShapeOf<In, Out, Kernel, Stride, Padding>> {
  const {
    kernel: [height, width],
    stride,
    padding,
  } = windowOf('conv2d', kernel, options)
  // Sizes that are none were marked in types, and are refused by the first parameter.
  const [channels, features] = [inChannels as number, outChannels as number]
  const fanIn = channels * height * width
  const weight = layerParameter('conv2d', [features, channels, height, width], fanInUniform(fanIn))
  const bias = options.bias === false ? {} : { bias: layerParameter('conv2d', [features], fanInUniform(fanIn)) }
  const parameters = { weight, ...bias }
  return layer<Conv2dShapeOf<In, Out, Kernel, Stride, Padding>>(
    'conv2d',
    (x) => record('convolution', [x, ...Object.values(parameters)], { stride, padding }) as Tensor,
    parameters,
  )
}
