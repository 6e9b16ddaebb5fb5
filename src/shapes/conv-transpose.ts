/**
 * Transposed convolution over any number of spatial axes: input `[batch, in, ...spatial]` or `[in, ...spatial]`, weight
 * `[in, out / groups, ...kernel]`, bias `[out]`. The rank of the weight says how many spatial axes there are;
 * transposed-window.ts is the rule on each.
 *
 * The sentences about ranks and bias are those of convolution.ts but for the name. They stand twice on purpose: with the name
 * as one more value to put in, the compiler pays at every convolution, also where nothing is wrong.
 */
import { divideDims, multiplyDims, type DivideDims, type MultiplyDims } from './dim.js'
import type { SameDim } from './matmul.js'
import { message, type Message } from './message.js'
import { isNatural } from './nat.js'
import type { Dim, IsWide, Shape } from './shape.js'
import { transposedShape, type TransposedShape } from './transposed-window.js'
import type { IsPositive, PerAxis, WindowContext } from './window-options.js'

const sentences = {
  weight: 'convTranspose: weight {w} has rank {rank}, expected 3 or more (input {x})',
  input: 'convTranspose: input {x} has rank {rank}, weight {w} expects rank {n} or, with a batch axis, {m}',
  channels: 'convTranspose: input {x} has {a} channels, weight {w} expects {b}',
  groups: 'convTranspose: groups {n} is not a whole number, 1 or more (input {x}, weight {w})',
  divide: 'convTranspose: groups {g} does not divide the {a} channels of input {x} (weight {w})',
  biasRank: 'convTranspose: bias {bias} has rank {rank}, expected 1 (weight {w})',
  bias: 'convTranspose: bias {bias} has {a} channels, weight {w} gives {b}',
} as const

/** The sentence about the channels, or undefined. */
type ChannelFault<X extends Shape, W extends Shape, C extends Dim, In extends Dim, G extends number> =
  SameDim<C, In> extends true ?
    G extends 1 ? undefined
    : [IsWide<G>, IsPositive<G>] extends [false, false] ? Message<typeof sentences.groups, { n: G; x: X; w: W }>
    : true extends IsWide<G> | IsWide<C> | IsWide<In> ? undefined
    : DivideDims<C, G> extends false ? Message<typeof sentences.divide, { x: X; w: W; a: C; g: G }>
    : undefined
  : Message<typeof sentences.channels, { x: X; w: W; a: C; b: In }>

type Spread<
  X extends Shape,
  W extends Shape,
  Batch extends Shape,
  C extends Dim,
  In extends Dim,
  Out extends Dim,
  Spatial extends Shape,
  Kernel extends Shape,
  S extends PerAxis,
  P extends PerAxis,
  O extends PerAxis,
  L extends PerAxis,
  G extends number,
> =
  ChannelFault<X, W, C, In, G> extends infer Sentence extends string ? Sentence
  : TransposedShape<{ op: 'convTranspose'; x: X; kernel: W }, Spatial, Kernel, S, P, O, L> extends infer Sizes ?
    Sizes extends Shape ?
      [...Batch, MultiplyDims<Out, G>, ...Sizes]
    : Sizes
  : never

type InputRank<X extends Shape, W extends Shape> =
  W extends readonly [unknown, ...infer Unbatched] ?
    Message<typeof sentences.input, { x: X; w: W; rank: X['length']; n: Unbatched['length']; m: W['length'] }>
  : never

type OfTwo<
  X extends Shape,
  W extends Shape,
  S extends PerAxis,
  P extends PerAxis,
  O extends PerAxis,
  L extends PerAxis,
  G extends number,
> =
  number extends X['length'] ? Shape
  : number extends W['length'] ? Shape
  : W extends readonly [infer In extends Dim, infer Out extends Dim, infer K1 extends Dim, ...infer K extends Shape] ?
    X['length'] extends W['length'] ?
      X extends readonly [infer B extends Dim, infer C extends Dim, ...infer Spatial extends Shape] ?
        Spread<X, W, [B], C, In, Out, Spatial, [K1, ...K], S, P, O, L, G>
      : never
    : [0, ...X]['length'] extends W['length'] ?
      X extends readonly [infer C extends Dim, ...infer Spatial extends Shape] ?
        Spread<X, W, [], C, In, Out, Spatial, [K1, ...K], S, P, O, L, G>
      : never
    : InputRank<X, W>
  : Message<typeof sentences.weight, { x: X; w: W; rank: W['length'] }>

/** The bias' shape when it fits the weight, else a sentence. True of any bias when weight or groups are wrong. */
export type ConvTransposeBias<W extends Shape, Bias extends Shape, G extends number = 1> =
  number extends W['length'] ? Bias
  : number extends Bias['length'] ? Bias
  : [IsWide<G>, IsPositive<G>, W] extends (
    [false, true, readonly [unknown, infer Out extends Dim, unknown, ...unknown[]]]
  ) ?
    Bias extends readonly [infer Has extends Dim] ?
      MultiplyDims<Out, G> extends infer Gives ?
        SameDim<Has, Gives> extends true ?
          Bias
        : Message<typeof sentences.bias, { w: W; bias: Bias; a: Has; b: Gives }>
      : never
    : Message<typeof sentences.biasRank, { w: W; bias: Bias; rank: Bias['length'] }>
  : Bias

/** The shape of a transposed convolution; `Bias` is undefined where there is none. */
export type ConvTranspose<
  X extends Shape,
  W extends Shape,
  Bias extends Shape | undefined = undefined,
  S extends PerAxis = 1,
  P extends PerAxis = 0,
  O extends PerAxis = 0,
  L extends PerAxis = 1,
  G extends number = 1,
> =
  OfTwo<X, W, S, P, O, L, G> extends infer Out ?
    [Out, Bias] extends [Shape, Shape] ?
      ConvTransposeBias<W, Extract<Bias, Shape>, G> extends infer Sentence extends string ?
        Sentence
      : Out
    : Out
  : never

/** The bias' shape when it fits the weight, else a sentence. */
export const convTransposeBias = (weight: Shape, bias: Shape, groups = 1): Shape | string => {
  const out = weight[1]
  if (weight.length < 3 || out === undefined || groups === 0 || !isNatural(groups)) return bias
  const [has] = bias
  if (bias.length !== 1 || has === undefined) return message(sentences.biasRank, { w: weight, bias, rank: bias.length })
  const gives = multiplyDims(out, groups)
  return has === gives ? bias : message(sentences.bias, { w: weight, bias, a: has, b: gives })
}

/** The shape of a transposed convolution. @example convTranspose(['batch', 8, 4, 4], [8, 3, 2, 2], undefined, 2) // ['batch', 3, 8, 8] */
export const convTranspose = (
  x: Shape,
  w: Shape,
  bias?: Shape,
  stride: PerAxis = 1,
  padding: PerAxis = 0,
  outputPadding: PerAxis = 0,
  dilation: PerAxis = 1,
  groups = 1,
): Shape | string => {
  const [expected, out, ...kernel] = w
  if (out === undefined || expected === undefined || kernel.length === 0)
    return message(sentences.weight, { x, w, rank: w.length })
  const batch = x.slice(0, x.length - w.length + 1)
  const [channels, ...spatial] = x.slice(batch.length)
  if (x.length > w.length || x.length < w.length - 1 || channels === undefined)
    return message(sentences.input, { x, w, rank: x.length, n: w.length - 1, m: w.length })
  if (channels !== expected) return message(sentences.channels, { x, w, a: channels, b: expected })
  if (groups === 0 || !isNatural(groups)) return message(sentences.groups, { n: groups, x, w })
  if (divideDims(channels, groups) === false) return message(sentences.divide, { x, w, a: channels, g: groups })
  const context: WindowContext = { op: 'convTranspose', x, kernel: w }
  const sizes = transposedShape(context, spatial, kernel, { stride, padding, outputPadding, dilation })
  if (typeof sizes === 'string') return sizes
  const outcome = bias === undefined ? bias : convTransposeBias(w, bias, groups)
  return typeof outcome === 'string' ? outcome : [...batch, multiplyDims(out, groups), ...sizes]
}
