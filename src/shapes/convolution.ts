/**
 * Convolution over any number of spatial axes: input `[batch, in, ...spatial]` or `[in, ...spatial]`, weight
 * `[out, in, ...kernel]`, bias `[out]`. The rank of the weight says how many spatial axes there are.
 */
import { message, type Message } from './message.js'
import type { SameDim } from './matmul.js'
import type { Dim, Shape } from './shape.js'
import { windowShape, type PerAxis, type WindowShape } from './window.js'

const sentences = {
  weight: 'convolution: weight {w} has rank {rank}, expected 3 or more (input {x})',
  input: 'convolution: input {x} has rank {rank}, weight {w} expects rank {n} or, with a batch axis, {m}',
  channels: 'convolution: input {x} has {a} channels, weight {w} expects {b}',
  biasRank: 'convolution: bias {bias} has rank {rank}, expected 1 (weight {w})',
  bias: 'convolution: bias {bias} has {a} channels, weight {w} gives {b}',
} as const

type Spread<
  X extends Shape,
  W extends Shape,
  Batch extends Shape,
  C,
  C2,
  Out extends Dim,
  Spatial extends Shape,
  Kernel extends Shape,
  S extends PerAxis,
  P extends PerAxis,
> =
  SameDim<C, C2> extends true ?
    WindowShape<{ op: 'convolution'; x: X; kernel: W }, Spatial, Kernel, S, P, false> extends infer Windows ?
      Windows extends Shape ?
        [...Batch, Out, ...Windows]
      : Windows
    : never
  : Message<typeof sentences.channels, { x: X; w: W; a: C; b: C2 }>

type InputRank<X extends Shape, W extends Shape> =
  W extends readonly [unknown, ...infer Unbatched] ?
    Message<typeof sentences.input, { x: X; w: W; rank: X['length']; n: Unbatched['length']; m: W['length'] }>
  : never

type ConvolutionOfTwo<X extends Shape, W extends Shape, S extends PerAxis, P extends PerAxis> =
  number extends X['length'] ? Shape
  : number extends W['length'] ? Shape
  : W extends readonly [infer Out extends Dim, infer C2, infer K1 extends Dim, ...infer K extends Shape] ?
    X['length'] extends W['length'] ?
      X extends readonly [infer B extends Dim, infer C, ...infer Spatial extends Shape] ?
        Spread<X, W, [B], C, C2, Out, Spatial, [K1, ...K], S, P>
      : never
    : [0, ...X]['length'] extends W['length'] ?
      X extends readonly [infer C, ...infer Spatial extends Shape] ?
        Spread<X, W, [], C, C2, Out, Spatial, [K1, ...K], S, P>
      : never
    : InputRank<X, W>
  : Message<typeof sentences.weight, { x: X; w: W; rank: W['length'] }>

/** The bias' shape when it fits the weight, else a sentence. True of any bias when the weight itself is wrong. */
export type ConvolutionBias<W extends Shape, Bias extends Shape> =
  number extends W['length'] ? Bias
  : number extends Bias['length'] ? Bias
  : W extends readonly [infer Out extends Dim, unknown, unknown, ...unknown[]] ?
    Bias extends readonly [infer Has extends Dim] ?
      SameDim<Has, Out> extends true ?
        Bias
      : Message<typeof sentences.bias, { w: W; bias: Bias; a: Has; b: Out }>
    : Message<typeof sentences.biasRank, { w: W; bias: Bias; rank: Bias['length'] }>
  : Bias

/** The shape of a convolution; `Bias` is undefined where there is none. */
export type Convolution<
  X extends Shape,
  W extends Shape,
  Bias extends Shape | undefined = undefined,
  S extends PerAxis = 1,
  P extends PerAxis = 0,
> =
  [Bias] extends [Shape] ?
    [ConvolutionOfTwo<X, W, S, P>] extends [string] ? ConvolutionOfTwo<X, W, S, P>
    : [ConvolutionBias<W, Bias>] extends [string] ? ConvolutionBias<W, Bias>
    : ConvolutionOfTwo<X, W, S, P>
  : ConvolutionOfTwo<X, W, S, P>

/** The bias' shape when it fits the weight, else a sentence. */
export const convolutionBias = (weight: Shape, bias: Shape): Shape | string => {
  const [out] = weight
  if (weight.length < 3 || out === undefined) return bias
  const [has] = bias
  if (bias.length !== 1 || has === undefined) return message(sentences.biasRank, { w: weight, bias, rank: bias.length })
  return has === out ? bias : message(sentences.bias, { w: weight, bias, a: has, b: out })
}

/** The shape of a convolution. @example convolution(['batch', 1, 8, 8], [16, 1, 3, 3], undefined, 1, 1) // ['batch', 16, 8, 8] */
export const convolution = (
  x: Shape,
  w: Shape,
  bias?: Shape,
  stride: PerAxis = 1,
  padding: PerAxis = 0,
): Shape | string => {
  const [out, expected, ...kernel] = w
  if (out === undefined || expected === undefined || kernel.length === 0)
    return message(sentences.weight, { x, w, rank: w.length })
  const batch = x.slice(0, x.length - w.length + 1)
  const [channels, ...spatial] = x.slice(batch.length)
  if (x.length > w.length || x.length < w.length - 1 || channels === undefined)
    return message(sentences.input, { x, w, rank: x.length, n: w.length - 1, m: w.length })
  if (channels !== expected) return message(sentences.channels, { x, w, a: channels, b: expected })
  const windows = windowShape({ op: 'convolution', x, kernel: w }, spatial, kernel, stride, padding, false)
  if (typeof windows === 'string') return windows
  const outcome = bias === undefined ? bias : convolutionBias(w, bias)
  return typeof outcome === 'string' ? outcome : [...batch, out, ...windows]
}
