/** convTranspose: the transpose of convolution, over any number of spatial axes. */
import {
  convTranspose as convTransposeShape,
  type ConvTranspose,
  type ConvTransposeBias,
} from '../../shapes/conv-transpose.js'
import type { DType } from '../../shapes/dtype.js'
import type { Float, FloatOperand, SameOperand } from '../../shapes/promotion.js'
import type { Argument, Result } from '../../shapes/rule.js'
import type { Shape } from '../../shapes/shape.js'
import type { OperandArgument, OptionArgument, PerAxis } from '../../shapes/window-options.js'
import { apply, read, select } from '../comprehension/expression.js'
import { within, zero } from '../comprehension/guards.js'
import { floorDivide, minus, modulo, plus, times } from '../comprehension/index-expression.js'
import { defineOperator } from '../operator.js'
import { record } from '../record.js'
import type { Tensor } from '../tensor.js'
import { convolutionAttributes, sumOverTaps, type ConvolutionOptions } from './support/channels.js'
import { floatResult, operandShape } from './support/types.js'
import { geometry } from './support/window.js'

export interface ConvTransposeOptions<
  S extends PerAxis,
  P extends PerAxis,
  O extends PerAxis,
  L extends PerAxis,
  G extends number,
  Outcome = unknown,
> extends ConvolutionOptions<S, P, L, G, Outcome> {
  /** Cells added at the end of each spatial axis, where the stride leaves the size open. Default 0. */
  readonly outputPadding?: OptionArgument<Outcome, 'outputPadding', O>
}

/**
 * y[n, o, q…] = Σ_{c, k…} x[n, c, (q + padding − k·dilation) / stride…] · w[c, o, k…] + b[o], over the taps that divide and
 * fall on a cell of x: x `[N?, C, ...spatial]`, w `[C, O / groups, ...kernel]`, b `[O]` → `[N?, O, ...sizes]`,
 * sizes = (size − 1)·stride − 2·padding + dilation·(kernel − 1) + outputPadding + 1. Without bias it is the adjoint of the
 * `convolution` with the same weight and options. PyTorch: `conv_transpose1d`, `conv_transpose2d`, `conv_transpose3d` in one.
 *
 * @throws ShapeError when channels differ or groups do not divide them, a size would be less than 1, the output padding is
 * less than neither stride nor dilation, or an option is not sound
 * @example
 * const small = zeros(['batch', 8, 4, 4])
 * const weight = ones([8, 3, 2, 2])
 * convTranspose(small, weight, zeros([3]), { stride: 2 }) // => [batch, 3, 8, 8]
 */
export function convTranspose<
  X extends Shape,
  D extends DType,
  W extends Shape,
  B extends Shape = Shape,
  const S extends PerAxis = 1,
  const P extends PerAxis = 0,
  const O extends PerAxis = 0,
  const L extends PerAxis = 1,
  const G extends number = 1,
  E extends DType = D,
  F extends DType = D,
>(
  x: FloatOperand<'convTranspose', D, Tensor<X, D>>,
  w: SameOperand<'convTranspose', D, E, OperandArgument<ConvTranspose<X, W, undefined, S, P, O, L, G>, Tensor<W, E>>>,
  b?: SameOperand<'convTranspose', D, F, Argument<ConvTransposeBias<W, NoInfer<B>, G>, Tensor<B, F>>>,
  options: ConvTransposeOptions<S, P, O, L, G, ConvTranspose<X, W, undefined, S, P, O, L, G>> = {},
): Tensor<Result<ConvTranspose<X, W, undefined, S, P, O, L, G>>, Float<D>> {
  const attributes = {
    ...convolutionAttributes(options),
    outputPadding: (options.outputPadding as PerAxis | undefined) ?? 0,
  }
  return record('convTranspose', b === undefined ? [x, w] : [x, w, b], attributes) as Tensor<
    Result<ConvTranspose<X, W, undefined, S, P, O, L, G>>,
    Float<D>
  >
}

declare module '../tensor.js' {
  interface TensorMethods {
    /** convTranspose: the transpose of convolution, over any number of spatial axes. See `convTranspose`. */
    convTranspose<
      X extends Shape,
      D extends DType,
      W extends Shape,
      B extends Shape = Shape,
      const S extends PerAxis = 1,
      const P extends PerAxis = 0,
      const O extends PerAxis = 0,
      const L extends PerAxis = 1,
      const G extends number = 1,
      E extends DType = D,
      F extends DType = D,
    >(
      this: FloatOperand<'convTranspose', D, Tensor<X, D>>,
      w: SameOperand<
        'convTranspose',
        D,
        E,
        OperandArgument<ConvTranspose<X, W, undefined, S, P, O, L, G>, Tensor<W, E>>
      >,
      b?: SameOperand<'convTranspose', D, F, Argument<ConvTransposeBias<W, NoInfer<B>, G>, Tensor<B, F>>>,
      options?: ConvTransposeOptions<S, P, O, L, G, ConvTranspose<X, W, undefined, S, P, O, L, G>>,
    ): Tensor<Result<ConvTranspose<X, W, undefined, S, P, O, L, G>>, Float<D>>
  }
}

defineOperator<{
  stride: PerAxis
  padding: PerAxis
  outputPadding: PerAxis
  dilation: PerAxis
  groups: number
}>({
  name: 'convTranspose',
  infer: (operands, { stride, padding, outputPadding, dilation, groups }) =>
    floatResult(
      'convTranspose',
      operands,
      convTransposeShape(
        operandShape(operands, 0),
        operandShape(operands, 1),
        operands[2]?.shape,
        stride,
        padding,
        outputPadding,
        dilation,
        groups,
      ),
    ),
  expand(build, operands, attributes) {
    const weight = operands[1]!.shape
    const spatial = operands[0]!.shape.slice(2 - weight.length)
    const { stride, padding, dilation } = geometry(weight.length - 2, attributes)
    return sumOverTaps(build, operands, attributes.groups, weight[0]! / attributes.groups, (x, w, tap) => {
      // Window p of the convolution has tap k on q where q = p·stride + k·dilation − padding.
      const reached = tap.position.map((q, axis) =>
        minus(plus(q, padding[axis]!), times(tap.k[axis]!, dilation[axis]!)),
      )
      const cells = reached.map((at, axis) => floorDivide(at, stride[axis]!))
      const guards = reached.flatMap((at, axis) => [
        zero(modulo(at, stride[axis]!)),
        ...within(cells[axis]!, spatial[axis]!),
      ])
      const cell = select(guards, read(x, [...tap.lead, tap.channel, ...cells]))
      return apply('mul', cell, read(w, [...tap.group, tap.channel, tap.out, ...tap.k]))
    })
  },
})
