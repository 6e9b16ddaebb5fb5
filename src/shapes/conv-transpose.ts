/**
 * Transposed convolution over any number of spatial axes: input `[batch, in, ...spatial]` or `[in, ...spatial]`, weight
 * `[in, out / groups, ...kernel]`, bias `[out]`. One axis gives `(size - 1) stride - 2 padding + dilation (kernel - 1) +
 * output padding + 1`, which must be 1 or more.
 */
import {
  addDims,
  divideDims,
  multiplyDims,
  subtractDims,
  type AddDims,
  type DivideDims,
  type MultiplyDims,
  type SubtractDims,
} from './dim.js'
import type { SameDim } from './matmul.js'
import { message, type Message } from './message.js'
import { compare, isNatural, type Add, type Compare, type IsNatural, type Multiply } from './nat.js'
import type { Dim, IsWide, Shape } from './shape.js'
import {
  optionFault,
  perAxisLists,
  reach,
  type At,
  type IsPositive,
  type IsSentence,
  type OptionFault,
  type PerAxis,
  type PerAxisFault,
  type Reach,
  type WideList,
  type WindowContext,
} from './window.js'

const sentences = {
  weight: 'convTranspose: weight {w} has rank {rank}, expected 3 or more (input {x})',
  input: 'convTranspose: input {x} has rank {rank}, weight {w} expects rank {n} or, with a batch axis, {m}',
  channels: 'convTranspose: input {x} has {a} channels, weight {w} expects {b}',
  groups: 'convTranspose: groups {n} is not a whole number, 1 or more (input {x}, weight {w})',
  divide: 'convTranspose: input {x} has {a} channels, which groups {g} does not divide (weight {w})',
  biasRank: 'convTranspose: bias {bias} has rank {rank}, expected 1 (weight {w})',
  bias: 'convTranspose: bias {bias} has {a} channels, weight {w} gives {b}',
  natural:
    'convTranspose: output padding {n} on spatial axis {i} is not a whole number, 0 or more (input {x}, kernel {kernel})',
  output:
    'convTranspose: output padding {n} is not less than stride {s} or dilation {d} on spatial axis {i} (input {x}, kernel {kernel})',
  size: 'convTranspose: size {n} on spatial axis {i} of the result is not 1 or more (input {x}, kernel {kernel})',
} as const

/** The size of the result, from what is added and what is taken away. */
type Size<C extends WindowContext, Sum extends Dim, Less extends Dim, I> =
  SubtractDims<Sum, Less> extends infer Out extends Dim ?
    Out extends 0 ? Message<typeof sentences.size, C & { n: Out; i: I }>
    : `${Out}` extends `-${bigint}` ? Message<typeof sentences.size, C & { n: Out; i: I }>
    : Out
  : never

/** The sentence about the output padding, or undefined: it must be less than the stride or the dilation. */
type OutputFault<C extends WindowContext, S extends number, O extends number, L extends number, I> =
  true extends IsWide<O> ? undefined
  : IsNatural<O> extends false ? Message<typeof sentences.natural, C & { n: O; i: I }>
  : true extends IsWide<S> | IsWide<L> ? undefined
  : 'less' extends Compare<O, S> | Compare<O, L> ? undefined
  : Message<typeof sentences.output, C & { n: O; s: S; d: L; i: I }>

/** One axis: its size in the result, or the sentence. Wide numbers make a wide result. */
type TransposedDim<
  C extends WindowContext,
  D extends Dim,
  K extends Dim,
  S extends number,
  P extends number,
  O extends number,
  L extends number,
  I,
> =
  OptionFault<C, K, S, P, L, I> extends infer Sentence extends string ? Sentence
  : OutputFault<C, S, O, L, I> extends infer Sentence extends string ? Sentence
  : true extends IsWide<D> | IsWide<K> | IsWide<S> | IsWide<P> | IsWide<O> | IsWide<L> ? number
  : Size<C, AddDims<MultiplyDims<D, S>, AddDims<Reach<K, L>, O>>, Add<S, Multiply<2, P>>, I>

type Walk<C extends WindowContext, Spatial extends Shape, Kernel extends Shape, S, P, O, L, Out extends Dim[] = []> =
  Spatial extends readonly [infer D extends Dim, ...infer Tail extends Shape] ?
    Kernel extends readonly [infer K extends Dim, ...infer TailK extends Shape] ?
      TransposedDim<
        C,
        D,
        K,
        Extract<At<S, `${Out['length']}`>, number>,
        Extract<At<P, `${Out['length']}`>, number>,
        Extract<At<O, `${Out['length']}`>, number>,
        Extract<At<L, `${Out['length']}`>, number>,
        Out['length']
      > extends infer N ?
        N extends Dim ?
          [N, IsSentence<C, N>] extends [string, true] ?
            N
          : Walk<C, Tail, TailK, S, P, O, L, [...Out, N]>
        : never
      : never
    : never
  : Out

type TransposedShape<
  C extends WindowContext,
  Spatial extends Shape,
  Kernel extends Shape,
  S extends PerAxis,
  P extends PerAxis,
  O extends PerAxis,
  L extends PerAxis,
> =
  PerAxisFault<C, Spatial, { stride: S; padding: P; outputPadding: O; dilation: L }> extends (
    infer Sentence extends string
  ) ?
    Sentence
  : Walk<C, Spatial, Kernel, WideList<S>, WideList<P>, WideList<O>, WideList<L>>

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

/** Stride, padding, output padding and dilation on one axis. */
interface AxisOptions {
  readonly stride: number
  readonly padding: number
  readonly outputPadding: number
  readonly dilation: number
}

const transposedDim = (
  context: WindowContext,
  i: number,
  size: Dim,
  k: Dim,
  { stride: s, padding, outputPadding: n, dilation: d }: AxisOptions,
): Dim | { readonly sentence: string } => {
  const sentence = optionFault(context, i, k, s, padding, d)
  if (sentence !== undefined) return { sentence }
  const fault = (template: string, values: Readonly<Record<string, Dim>>): { readonly sentence: string } => ({
    sentence: message(template, { ...context, i, ...values }),
  })
  if (!isNatural(n)) return fault(sentences.natural, { n })
  if (compare(n, s) !== 'less' && compare(n, d) !== 'less') return fault(sentences.output, { n, s, d })
  const out = subtractDims(addDims(multiplyDims(size, s), addDims(reach(k, d), n)), s + 2 * padding)
  return typeof out === 'number' && out < 1 ? fault(sentences.size, { n: out }) : out
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
  const lists = perAxisLists(context, spatial.length, { stride, padding, outputPadding, dilation })
  if (typeof lists === 'string') return lists
  const sizes: Dim[] = []
  for (const [i, size] of spatial.entries()) {
    const options = {
      stride: lists.stride[i] ?? 1,
      padding: lists.padding[i] ?? 0,
      outputPadding: lists.outputPadding[i] ?? 0,
      dilation: lists.dilation[i] ?? 1,
    }
    const transposed = transposedDim(context, i, size, kernel[i] ?? 1, options)
    if (typeof transposed === 'object') return transposed.sentence
    sizes.push(transposed)
  }
  const outcome = bias === undefined ? bias : convTransposeBias(w, bias, groups)
  return typeof outcome === 'string' ? outcome : [...batch, multiplyDims(out, groups), ...sizes]
}
