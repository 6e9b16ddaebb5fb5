/**
 * Windows turned round: one spatial axis of a transposed convolution gives `(size - 1) stride - 2 padding + reach + output
 * padding`, which must be 1 or more; the reach of a kernel is `dilation (kernel - 1) + 1`. In: sizes, kernel and options;
 * out: the sizes of the result, or the sentence.
 */
import { addDims, multiplyDims, subtractDims, type AddDims, type MultiplyDims, type SubtractDims } from './dim.js'
import { message, type Message } from './message.js'
import { compare, isNatural, type Add, type Compare, type IsNatural, type Multiply } from './nat.js'
import type { Dim, IsWide, Shape } from './shape.js'
import {
  optionFault,
  perAxisLists,
  type At,
  type IsSentence,
  type OptionFault,
  type PerAxis,
  type PerAxisFault,
  type WideList,
  type WindowContext,
} from './window-options.js'
import { reach, type Reach } from './window.js'

const sentences = {
  natural: '{op}: outputPadding {n} on spatial axis {i} is not a whole number, 0 or more (input {x}, kernel {kernel})',
  output:
    '{op}: outputPadding {n} is not less than stride {s} or dilation {d} on spatial axis {i} (input {x}, kernel {kernel})',
  size: '{op}: size {n} on spatial axis {i} of the result is not 1 or more (input {x}, kernel {kernel})',
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

/** The spatial axes of the result, or a sentence. */
export type TransposedShape<
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

/** The spatial axes of the result, or a sentence. */
export const transposedShape = (
  context: WindowContext,
  spatial: Shape,
  kernel: Shape,
  options: Readonly<Record<keyof AxisOptions, PerAxis>>,
): Shape | string => {
  const lists = perAxisLists(context, spatial.length, options)
  if (typeof lists === 'string') return lists
  const sizes: Dim[] = []
  for (const [i, size] of spatial.entries()) {
    const transposed = transposedDim(context, i, size, kernel[i] ?? 1, {
      stride: lists.stride[i] ?? 1,
      padding: lists.padding[i] ?? 0,
      outputPadding: lists.outputPadding[i] ?? 0,
      dilation: lists.dilation[i] ?? 1,
    })
    if (typeof transposed === 'object') return transposed.sentence
    sizes.push(transposed)
  }
  return sizes
}
