/** convolution: cross-correlation over any number of spatial axes. */
import { convolution as convolutionShape, type Convolution, type ConvolutionBias } from '../../shapes/convolution.js'
import type { DType, FloatDType } from '../../shapes/dtype.js'
import type { Argument, Result } from '../../shapes/rule.js'
import type { Shape } from '../../shapes/shape.js'
import { perAxis, type PerAxis } from '../../shapes/window.js'
import { apply, read } from '../comprehension/expression.js'
import { defineOperator } from '../operator.js'
import { reduce } from '../primitives/map.js'
import { record } from '../record.js'
import type { Tensor } from '../tensor.js'
import { addBias } from './support/bias.js'
import { floatResult, operandShape } from './support/types.js'
import { readPadded, windowAttributes, type WindowOptions } from './support/window.js'

/**
 * y[n, o, q…] = Σ_{c, k…} x[n, c, q·stride + k − padding…] · w[o, c, k…] + b[o], what lies outside of x being zero:
 * x `[N?, C, ...spatial]`, w `[O, C, ...kernel]`, b `[O]` → `[N?, O, ...windows]`, windows = ⌊(size + 2·padding − kernel) / stride⌋ + 1.
 * Stride and padding are one number for all spatial axes or one for each. PyTorch: `conv1d`, `conv2d`, `conv3d` in one.
 *
 * @throws ShapeError when channels differ, the kernel does not fit, or stride or padding is not sound
 * @example
 * const image = zeros(['batch', 1, 8, 8])
 * const weight = ones([16, 1, 3, 3])
 * convolution(image, weight, zeros([16]), { padding: 1 }) // => [batch, 16, 8, 8]
 */
export function convolution<
  X extends Shape,
  D extends FloatDType,
  W extends Shape,
  B extends Shape = never,
  const S extends PerAxis = 1,
  const P extends PerAxis = 0,
>(
  x: Tensor<X, D>,
  w: Argument<Convolution<X, W, undefined, S, P>, Tensor<W, NoInfer<D>>>,
  b?: Argument<ConvolutionBias<W, NoInfer<B>>, Tensor<B, NoInfer<D>>>,
  options: WindowOptions<S, P> = {},
): Tensor<Result<Convolution<X, W, undefined, S, P>>, D> {
  const attributes = windowAttributes(options.stride ?? 1, options.padding ?? 0)
  return record('convolution', b === undefined ? [x, w] : [x, w, b], attributes) as Tensor<
    Result<Convolution<X, W, undefined, S, P>>,
    D
  >
}

declare module '../tensor.js' {
  interface Tensor<out S extends Shape, out D extends DType> {
    /** convolution: cross-correlation over any number of spatial axes. See `convolution`. */
    convolution<
      X extends Shape,
      D extends FloatDType,
      W extends Shape,
      B extends Shape = never,
      const S extends PerAxis = 1,
      const P extends PerAxis = 0,
    >(
      this: Tensor<X, D>,
      w: Argument<Convolution<X, W, undefined, S, P>, Tensor<W, NoInfer<D>>>,
      b?: Argument<ConvolutionBias<W, NoInfer<B>>, Tensor<B, NoInfer<D>>>,
      options?: WindowOptions<S, P>,
    ): Tensor<Result<Convolution<X, W, undefined, S, P>>, D>
  }
}

defineOperator<{ stride: PerAxis; padding: PerAxis }>({
  name: 'convolution',
  infer: (operands, { stride, padding }) =>
    floatResult(
      'convolution',
      operands,
      convolutionShape(operandShape(operands, 0), operandShape(operands, 1), operands[2]?.shape, stride, padding),
    ),
  expand(build, operands, attributes) {
    const [x, w, b] = [operands[0]!, operands[1]!, operands[2]]
    const spatial = w.shape.length - 2
    const [stride, padding] = [perAxis(attributes.stride, spatial), perAxis(attributes.padding, spatial)]
    const channelAxis = build.result.shape.length - spatial - 1
    const product = reduce(build, 'sum', build.result.shape, w.shape.slice(1), (out, [c, ...k]) => {
      const [o, q] = [out[channelAxis]!, out.slice(channelAxis + 1)]
      const tap = readPadded(x, [...out.slice(0, channelAxis), c!], q, k, stride, padding)
      return apply('mul', tap, read(w, [o, c!, ...k]))
    })
    return b === undefined ? product : addBias(build, product, b, channelAxis)
  },
})
