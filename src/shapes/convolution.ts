/**
 * Convolution over any number of spatial axes: input `[batch, in, ...spatial]` or `[in, ...spatial]`, weight
 * `[out, in / groups, ...kernel]`, bias `[out]`. The rank of the weight says how many spatial axes there are.
 */
import { divideDims, multiplyDims, type DivideDims, type MultiplyDims } from './dim.js'
import { isNatural } from './nat.js'
import { message, type Message } from './message.js'
import type { SameDim } from './matmul.js'
import type { Box, Dim, IsWide, Shape } from './shape.js'
import type { IsPositive, WindowContext } from './window-options.js'
import { windowShape, type PerAxis, type WindowShape } from './window.js'

const sentences = {
  weight: 'convolution: weight {w} has rank {rank}, expected 3 or more (input {x})',
  input: 'convolution: input {x} has rank {rank}, weight {w} expects rank {n} or, with a batch axis, {m}',
  channels: 'convolution: input {x} has {a} channels, weight {w} expects {b}',
  groups: 'convolution: groups {n} is not a whole number, 1 or more (input {x}, weight {w})',
  grouped: 'convolution: input {x} has {a} channels, weight {w} in {g} groups expects {b}',
  divide: 'convolution: groups {g} does not divide the {a} channels that weight {w} gives (input {x})',
  biasRank: 'convolution: bias {bias} has rank {rank}, expected 1 (weight {w})',
  bias: 'convolution: bias {bias} has {a} channels, weight {w} gives {b}',
} as const

/** The sentence about the channels, or undefined. In a group are C / groups channels of the input. */
type ChannelFault<X extends Shape, W extends Shape, C, C2 extends Dim, Out extends Dim, G extends number> =
  G extends 1 ?
    SameDim<C, C2> extends true ?
      undefined
    : Message<typeof sentences.channels, { x: X; w: W; a: C; b: C2 }>
  : [IsWide<G>, IsPositive<G>] extends [false, false] ? Message<typeof sentences.groups, { n: G; x: X; w: W }>
  : true extends IsWide<G> ? undefined
  : (true extends IsWide<C2> ? C : MultiplyDims<C2, G>) extends infer Expected ?
    SameDim<C, Expected> extends true ?
      true extends IsWide<Out> ? undefined
      : DivideDims<Out, G> extends false ? Message<typeof sentences.divide, { x: X; w: W; a: Out; g: G }>
      : undefined
    : Message<typeof sentences.grouped, { x: X; w: W; a: C; b: Expected; g: G }>
  : never

interface Context<X extends Shape, W extends Shape> {
  readonly op: 'convolution'
  readonly x: X
  readonly kernel: W
}

/** The channels of the result and the windows after them, or a sentence. */
type Spread<
  C extends WindowContext,
  Lead extends Shape,
  Spatial extends Shape,
  Kernel extends Shape,
  S extends PerAxis,
  P extends PerAxis,
  L extends PerAxis,
> =
  WindowShape<C, Spatial, Kernel, S, P, false, L> extends infer Windows ?
    Windows extends Shape ?
      [...Lead, ...Windows]
    : Windows
  : never

type InputRank<X extends Shape, W extends Shape> =
  W extends readonly [unknown, ...infer Unbatched] ?
    Message<typeof sentences.input, { x: X; w: W; rank: X['length']; n: Unbatched['length']; m: W['length'] }>
  : never

type ConvolutionOfTwo<
  X extends Shape,
  W extends Shape,
  S extends PerAxis,
  P extends PerAxis,
  L extends PerAxis,
  G extends number,
> =
  number extends X['length'] ? Shape
  : number extends W['length'] ? Shape
  : W extends readonly [infer Out extends Dim, infer C2 extends Dim, infer K1 extends Dim, ...infer K extends Shape] ?
    X['length'] extends W['length'] ?
      X extends readonly [infer B extends Dim, infer C, ...infer Spatial extends Shape] ?
        [G, Box<C>] extends [1, Box<C2>] ? Spread<Context<X, W>, [B, Out], Spatial, [K1, ...K], S, P, L>
        : ChannelFault<X, W, C, C2, Out, G> extends infer Sentence extends string ? Sentence
        : Spread<Context<X, W>, [B, Out], Spatial, [K1, ...K], S, P, L>
      : never
    : [0, ...X]['length'] extends W['length'] ?
      X extends readonly [infer C, ...infer Spatial extends Shape] ?
        ChannelFault<X, W, C, C2, Out, G> extends infer Sentence extends string ?
          Sentence
        : Spread<Context<X, W>, [Out], Spatial, [K1, ...K], S, P, L>
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
  L extends PerAxis = 1,
  G extends number = 1,
> =
  [Bias] extends [Shape] ?
    [ConvolutionOfTwo<X, W, S, P, L, G>] extends [string] ? ConvolutionOfTwo<X, W, S, P, L, G>
    : [ConvolutionBias<W, Bias>] extends [string] ? ConvolutionBias<W, Bias>
    : ConvolutionOfTwo<X, W, S, P, L, G>
  : ConvolutionOfTwo<X, W, S, P, L, G>

/** The bias' shape when it fits the weight, else a sentence. */
export const convolutionBias = (weight: Shape, bias: Shape): Shape | string => {
  const [out] = weight
  if (weight.length < 3 || out === undefined) return bias
  const [has] = bias
  if (bias.length !== 1 || has === undefined) return message(sentences.biasRank, { w: weight, bias, rank: bias.length })
  return has === out ? bias : message(sentences.bias, { w: weight, bias, a: has, b: out })
}

/** The sentence about the channels, or undefined. */
const channelFault = (
  x: Shape,
  w: Shape,
  channels: Dim,
  inGroup: Dim,
  out: Dim,
  groups: number,
): string | undefined => {
  if (groups === 1)
    return channels === inGroup ? undefined : message(sentences.channels, { x, w, a: channels, b: inGroup })
  if (groups === 0 || !isNatural(groups)) return message(sentences.groups, { n: groups, x, w })
  const expected = multiplyDims(inGroup, groups)
  if (channels !== expected) return message(sentences.grouped, { x, w, a: channels, b: expected, g: groups })
  return divideDims(out, groups) === false ? message(sentences.divide, { x, w, a: out, g: groups }) : undefined
}

/** The shape of a convolution. @example convolution(['batch', 1, 8, 8], [16, 1, 3, 3], undefined, 1, 1) // ['batch', 16, 8, 8] */
export const convolution = (
  x: Shape,
  w: Shape,
  bias?: Shape,
  stride: PerAxis = 1,
  padding: PerAxis = 0,
  dilation: PerAxis = 1,
  groups = 1,
): Shape | string => {
  const [out, expected, ...kernel] = w
  if (out === undefined || expected === undefined || kernel.length === 0)
    return message(sentences.weight, { x, w, rank: w.length })
  const batch = x.slice(0, x.length - w.length + 1)
  const [channels, ...spatial] = x.slice(batch.length)
  if (x.length > w.length || x.length < w.length - 1 || channels === undefined)
    return message(sentences.input, { x, w, rank: x.length, n: w.length - 1, m: w.length })
  const fault = channelFault(x, w, channels, expected, out, groups)
  if (fault !== undefined) return fault
  const windows = windowShape({ op: 'convolution', x, kernel: w }, spatial, kernel, stride, padding, false, dilation)
  if (typeof windows === 'string') return windows
  const outcome = bias === undefined ? bias : convolutionBias(w, bias)
  return typeof outcome === 'string' ? outcome : [...batch, out, ...windows]
}
