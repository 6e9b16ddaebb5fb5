/** convolution: cross-correlation over any number of spatial axes. */
import { convolution as convolutionShape, type Convolution, type ConvolutionBias } from '../../shapes/convolution.js'
import type { DType } from '../../shapes/dtype.js'
import type { Float, FloatOperand, SameOperand } from '../../shapes/promotion.js'
import type { Argument, Result } from '../../shapes/rule.js'
import type { Shape } from '../../shapes/shape.js'
import type { OperandArgument, PerAxis } from '../../shapes/window-options.js'
import { apply, read } from '../comprehension/expression.js'
import { defineOperator } from '../operator.js'
import { record } from '../record.js'
import type { Tensor } from '../tensor.js'
import { convolutionAttributes, sumOverTaps, type ConvolutionOptions } from './support/channels.js'
import { floatResult, operandShape } from './support/types.js'
import { geometry, readPadded } from './support/window.js'

/**
 * y[n, o, q…] = Σ_{c, k…} x[n, c, q·stride + k·dilation − padding…] · w[o, c, k…] + b[o], what lies outside of x being zero:
 * x `[N?, C, ...spatial]`, w `[O, C / groups, ...kernel]`, b `[O]` → `[N?, O, ...windows]`,
 * windows = ⌊(size + 2·padding − dilation·(kernel − 1) − 1) / stride⌋ + 1. With groups, channel o sees the channels of its
 * own group only. Stride, padding and dilation are one number for all spatial axes or one for each. PyTorch: `conv1d`,
 * `conv2d`, `conv3d` in one.
 *
 * @throws ShapeError when channels differ or groups do not divide them, the kernel does not fit, or an option is not sound
 * @example
 * const image = zeros(['batch', 1, 8, 8])
 * const weight = ones([16, 1, 3, 3])
 * const features = convolution(image, weight, zeros([16]), { padding: 1 }) // => [batch, 16, 8, 8]
 * convolution(features, ones([16, 1, 3, 3]), zeros([16]), { dilation: 2, groups: 16 }) // => [batch, 16, 4, 4]
 */
export function convolution<
  X extends Shape,
  D extends DType,
  W extends Shape,
  B extends Shape = Shape,
  const S extends PerAxis = 1,
  const P extends PerAxis = 0,
  const L extends PerAxis = 1,
  const G extends number = 1,
  E extends DType = D,
  F extends DType = D,
>(
  x: FloatOperand<'convolution', D, Tensor<X, D>>,
  w: SameOperand<'convolution', D, E, OperandArgument<Convolution<X, W, undefined, S, P, L, G>, Tensor<W, E>>>,
  b?: SameOperand<'convolution', D, F, Argument<ConvolutionBias<W, NoInfer<B>>, Tensor<B, F>>>,
  options: ConvolutionOptions<S, P, L, G, Convolution<X, W, undefined, S, P, L, G>> = {},
): Tensor<Result<Convolution<X, W, undefined, S, P, L, G>>, Float<D>> {
  const attributes = convolutionAttributes(options)
  return record('convolution', b === undefined ? [x, w] : [x, w, b], attributes) as Tensor<
    Result<Convolution<X, W, undefined, S, P, L, G>>,
    Float<D>
  >
}

declare module '../tensor.js' {
  interface TensorMethods {
    /** convolution: cross-correlation over any number of spatial axes. See `convolution`. */
    convolution<
      X extends Shape,
      D extends DType,
      W extends Shape,
      B extends Shape = Shape,
      const S extends PerAxis = 1,
      const P extends PerAxis = 0,
      const L extends PerAxis = 1,
      const G extends number = 1,
      E extends DType = D,
      F extends DType = D,
    >(
      this: FloatOperand<'convolution', D, Tensor<X, D>>,
      w: SameOperand<'convolution', D, E, OperandArgument<Convolution<X, W, undefined, S, P, L, G>, Tensor<W, E>>>,
      b?: SameOperand<'convolution', D, F, Argument<ConvolutionBias<W, NoInfer<B>>, Tensor<B, F>>>,
      options?: ConvolutionOptions<S, P, L, G, Convolution<X, W, undefined, S, P, L, G>>,
    ): Tensor<Result<Convolution<X, W, undefined, S, P, L, G>>, Float<D>>
  }
}

defineOperator<{ stride: PerAxis; padding: PerAxis; dilation?: PerAxis; groups?: number }>({
  name: 'convolution',
  infer: (operands, { stride, padding, dilation, groups }) =>
    floatResult(
      'convolution',
      operands,
      convolutionShape(
        operandShape(operands, 0),
        operandShape(operands, 1),
        operands[2]?.shape,
        stride,
        padding,
        dilation,
        groups,
      ),
    ),
  expand(build, operands, attributes) {
    const weight = operands[1]!.shape
    const over = geometry(weight.length - 2, attributes)
    return sumOverTaps(build, operands, attributes.groups ?? 1, weight[1]!, (x, w, tap) =>
      apply(
        'mul',
        readPadded(x, [...tap.lead, tap.channel], tap.position, tap.k, over),
        read(w, [...tap.group, tap.out, tap.channel, ...tap.k]),
      ),
    )
  },
})
