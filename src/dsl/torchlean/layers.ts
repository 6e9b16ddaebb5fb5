/** TorchLean's names for pools, normalisation and convolution. In: operands in its order. Out: tensors. */
import type { Convolution, ConvolutionBias } from '../../shapes/convolution.js'
import type { ConvTranspose, ConvTransposeBias } from '../../shapes/conv-transpose.js'
import type { FloatDType } from '../../shapes/dtype.js'
import type { NormParameter } from '../../shapes/norm.js'
import type { Pool } from '../../shapes/pool.js'
import type { Argument, Result } from '../../shapes/rule.js'
import type { Shape } from '../../shapes/shape.js'
import type { PerAxis } from '../../shapes/window.js'
import { record } from '../record.js'
import type { Tensor } from '../tensor.js'

/** The result of a 2-D pool with one stride and one padding for both axes. */
type Pool2d<
  Op extends string,
  X extends Shape,
  H extends number,
  W extends number,
  S extends number,
  P extends number,
> = Pool<Op, X, [H, W], S, P>

/** A pool without padding; `attributes` makes the operator's own out of what follows the stride. */
const pool2d =
  <Op extends string, More extends readonly unknown[]>(
    operator: Op,
    attributes: (...more: More) => Parameters<typeof record>[2],
  ) =>
  <X extends Shape, D extends FloatDType, const H extends number, const W extends number, const S extends number>(
    x: Tensor<X, D>,
    kH: H,
    kW: W,
    stride: Argument<Pool2d<Op, X, H, W, S, 0>, S>,
    ...more: More
  ): Tensor<Result<Pool2d<Op, X, H, W, S, 0>>, D> =>
    record(operator, [x], { kernel: [kH, kW], stride: stride as number, padding: 0, ...attributes(...more) }) as Tensor<
      Result<Pool2d<Op, X, H, W, S, 0>>,
      D
    >

/** A pool with padding. */
const pool2dPad =
  <Op extends string>(operator: Op) =>
  <
    X extends Shape,
    D extends FloatDType,
    const H extends number,
    const W extends number,
    const S extends number,
    const P extends number,
  >(
    x: Tensor<X, D>,
    kH: H,
    kW: W,
    stride: S,
    padding: Argument<Pool2d<Op, X, H, W, S, P>, P>,
  ): Tensor<Result<Pool2d<Op, X, H, W, S, P>>, D> =>
    record(operator, [x], { kernel: [kH, kW], stride, padding: padding as number }) as Tensor<
      Result<Pool2d<Op, X, H, W, S, P>>,
      D
    >

/**
 * The largest element of windows kH × kW. Here: `maxPool(x, [kH, kW], { stride })`.
 *
 * @throws ShapeError when the kernel or the stride does not fit
 * @example
 * torchlean.maxPool2d(zeros([3, 8, 8]), 2, 2, 2) // => [3, 4, 4]
 */
export const maxPool2d = pool2d('maxPool', () => ({}))

/**
 * `maxPool2d` with padding that never wins. Here: `maxPool(x, [kH, kW], { stride, padding })`.
 *
 * @throws ShapeError when the kernel, the stride or the padding does not fit
 * @example
 * torchlean.maxPool2dPad(zeros([3, 8, 8]), 3, 3, 2, 1) // => [3, 4, 4]
 */
export const maxPool2dPad = pool2dPad('maxPool')

/**
 * The mean of windows kH × kW. Here: `avgPool(x, [kH, kW], { stride })`.
 *
 * @throws ShapeError when the kernel or the stride does not fit
 * @example
 * torchlean.avgPool2d(zeros([3, 8, 8]), 2, 2, 2) // => [3, 4, 4]
 */
export const avgPool2d = pool2d('avgPool', () => ({}))

/**
 * `avgPool2d` with padding of zeros, which count. Here: `avgPool(x, [kH, kW], { stride, padding })`.
 *
 * @throws ShapeError when the kernel, the stride or the padding does not fit
 * @example
 * torchlean.avgPool2dPad(zeros([3, 8, 8]), 3, 3, 2, 1) // => [3, 4, 4]
 */
export const avgPool2dPad = pool2dPad('avgPool')

/**
 * log(Σ exp(β · window)) / β. Here: `smoothMaxPool(x, [kH, kW], { beta, stride })`.
 *
 * @throws ShapeError when the kernel or the stride does not fit, or β is 0 or not finite
 * @example
 * torchlean.smoothMaxPool2d(zeros([3, 8, 8]), 2, 2, 2, 10) // => [3, 4, 4]
 */
export const smoothMaxPool2d = pool2d('smoothMaxPool', (beta: number) => ({ beta, padded: 'exclude' }))

/**
 * Each row standardised, times γ plus β, with TorchLean's ε of 1e-6. Here: `layerNorm(x, gamma, beta, { eps })`.
 *
 * @throws ShapeError when γ or β does not fit the last axis
 * @example
 * torchlean.layerNorm(zeros([4, 8]), ones([8]), zeros([8])) // => [4, 8]
 */
export const layerNorm = <X extends Shape, D extends FloatDType, G extends Shape, B extends Shape>(
  x: Tensor<X, D>,
  gamma: Argument<NormParameter<'layerNorm', 'gamma', X, -1, G>, Tensor<G, NoInfer<D>>>,
  beta: Argument<NormParameter<'layerNorm', 'beta', X, -1, B>, Tensor<B, NoInfer<D>>>,
  eps = 1e-6,
): Tensor<X, D> => record('layerNorm', [x, gamma, beta], { eps }) as Tensor<X, D>

/**
 * Each channel of one sample `[C, H, W]` standardised, times γ plus β, with TorchLean's ε of 1e-6. Here:
 * `batchNorm(x, gamma, beta, { axis: 0, eps })`.
 *
 * @throws ShapeError when γ or β does not fit the first axis
 * @example
 * torchlean.batchnormChannelFirst(zeros([3, 8, 8]), ones([3]), zeros([3])) // => [3, 8, 8]
 */
export const batchnormChannelFirst = <X extends Shape, D extends FloatDType, G extends Shape, B extends Shape>(
  x: Tensor<X, D>,
  gamma: Argument<NormParameter<'batchNorm', 'gamma', X, 0, G>, Tensor<G, NoInfer<D>>>,
  beta: Argument<NormParameter<'batchNorm', 'beta', X, 0, B>, Tensor<B, NoInfer<D>>>,
  eps = 1e-6,
): Tensor<X, D> => record('batchNorm', [x, gamma, beta], { eps, axis: 0 }) as Tensor<X, D>

/**
 * Cross-correlation of one sample, weight and bias first: w `[O, C, ...kernel]`, b `[O]`, x `[C, ...spatial]`. Here:
 * `convolution(x, w, b, { stride, padding })`.
 *
 * @throws ShapeError when channels differ or the kernel, stride or padding does not fit
 * @example
 * torchlean.conv(ones([4, 2, 3]), zeros([4]), zeros([2, 9]), 2, 1) // => [4, 5]
 */
export const conv = <
  W extends Shape,
  D extends FloatDType,
  B extends Shape,
  X extends Shape,
  const S extends PerAxis = 1,
  const P extends PerAxis = 0,
>(
  w: Tensor<W, D>,
  b: Argument<ConvolutionBias<W, B>, Tensor<B, NoInfer<D>>>,
  x: Argument<Convolution<X, W, undefined, S, P, 1, 1>, Tensor<X, NoInfer<D>>>,
  stride?: S,
  padding?: P,
): Tensor<Result<Convolution<X, W, undefined, S, P, 1, 1>>, D> => {
  const attributes = { stride: stride ?? 1, padding: padding ?? 0, dilation: 1, groups: 1 }
  return record('convolution', [x, w, b], attributes) as Tensor<Result<Convolution<X, W, undefined, S, P, 1, 1>>, D>
}

/**
 * The transpose of `conv`: w `[C, O, ...kernel]`, b `[O]`, x `[C, ...spatial]`. Here: `convTranspose(x, w, b, { stride, padding })`.
 *
 * @throws ShapeError when channels differ, or the stride or padding does not fit
 * @example
 * torchlean.convTranspose(ones([2, 4, 3]), zeros([4]), zeros([2, 5]), 2, 1) // => [4, 9]
 */
export const convTranspose = <
  W extends Shape,
  D extends FloatDType,
  B extends Shape,
  X extends Shape,
  const S extends PerAxis = 1,
  const P extends PerAxis = 0,
>(
  w: Tensor<W, D>,
  b: Argument<ConvTransposeBias<W, B>, Tensor<B, NoInfer<D>>>,
  x: Argument<ConvTranspose<X, W, undefined, S, P, 0, 1, 1>, Tensor<X, NoInfer<D>>>,
  stride?: S,
  padding?: P,
): Tensor<Result<ConvTranspose<X, W, undefined, S, P, 0, 1, 1>>, D> => {
  const attributes = { stride: stride ?? 1, padding: padding ?? 0, outputPadding: 0, dilation: 1, groups: 1 }
  return record('convTranspose', [x, w, b], attributes) as Tensor<
    Result<ConvTranspose<X, W, undefined, S, P, 0, 1, 1>>,
    D
  >
}

// Of two spatial axes; the rank is that of the operands.
export { conv as conv2d, convTranspose as convTranspose2d }
