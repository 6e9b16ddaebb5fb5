/**
 * Windows that slide over any number of spatial axes: one axis gives `floor((size + 2 padding - reach) / stride) + 1`,
 * where the reach of a kernel is `dilation (kernel - 1) + 1`. Convolution and pooling (convolution.ts, pool.ts) are this
 * rule on each axis. Stride, padding and dilation are one number for all axes, or one for each.
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
import { message } from './message.js'
import type { FastShape } from './fast-window.js'
import { compare, divide, type Compare, type Divide, type Multiply } from './nat.js'
import type { Dim, IsWide, Shape } from './shape.js'
import {
  optionFault,
  perAxisLists,
  type At,
  type Fault,
  type IsSentence,
  type OptionFault,
  type PerAxis,
  type PerAxisFault,
  type WideList,
  type WindowContext,
} from './window-options.js'

export { perAxis, type PerAxis } from './window-options.js'

const sentences = {
  half: '{op}: padding {n} is more than half of kernel {k} on spatial axis {i} (input {x}, kernel {kernel})',
  large: '{op}: kernel {k} is larger than the padded input {n} on spatial axis {i} (input {x}, kernel {kernel})',
  dilated:
    '{op}: kernel {k} with dilation {d} spans {e}, more than the padded input {n} on spatial axis {i} (input {x}, kernel {kernel})',
  named: '{op}: stride {s} does not divide {n} on spatial axis {i} (input {x}, kernel {kernel})',
} as const

/** The windows that fit, from `Span` = padded size - kernel. */
type Windows<Span extends Dim, S extends number> =
  S extends 1 ? AddDims<Span, 1>
  : Span extends number ? AddDims<Divide<Span, S>, 1>
  : DivideDims<Span, S> extends infer Quotient extends Dim ? AddDims<Quotient, 1>
  : false

/** What a kernel spans: dilation (kernel - 1) + 1. */
export type Reach<K extends Dim, L extends number> = L extends 1 ? K : AddDims<MultiplyDims<SubtractDims<K, 1>, L>, 1>

type WindowChecked<
  C extends WindowContext,
  D extends Dim,
  K extends Dim,
  S extends number,
  P extends number,
  L extends number,
  I,
> =
  true extends IsWide<D> | IsWide<K> | IsWide<S> | IsWide<P> | IsWide<L> ? number
  : AddDims<D, Multiply<2, P>> extends infer Padded extends Dim ?
    SubtractDims<Padded, Reach<K, L>> extends infer Span extends Dim ?
      `${Span}` extends `-${bigint}` ?
        L extends 1 ?
          Fault<typeof sentences.large, C, { k: K; n: Padded; i: I }>
        : Fault<typeof sentences.dilated, C, { k: K; d: L; e: Reach<K, L>; n: Padded; i: I }>
      : Windows<Span, S> extends infer Out ?
        Out extends Dim ?
          Out
        : Fault<typeof sentences.named, C, { s: S; n: Span; i: I }>
      : never
    : never
  : never

/** One axis: the number of windows, or the sentence. Wide numbers make a wide result. */
type WindowDim<
  C extends WindowContext,
  D extends Dim,
  K extends Dim,
  S extends number,
  P extends number,
  L extends number,
  I,
  Half extends boolean,
> =
  OptionFault<C, K, S, P, L, I> extends infer Sentence extends string ? Sentence
  : [Half, IsWide<P>, IsWide<K>] extends [true, false, false] ?
    P extends 0 ? WindowChecked<C, D, K, S, P, L, I>
    : K extends number ?
      Compare<Multiply<2, P>, K> extends 'greater' ?
        Fault<typeof sentences.half, C, { n: P; k: K; i: I }>
      : WindowChecked<C, D, K, S, P, L, I>
    : WindowChecked<C, D, K, S, P, L, I>
  : WindowChecked<C, D, K, S, P, L, I>

type Walk<
  C extends WindowContext,
  Spatial extends Shape,
  Kernel extends Shape,
  S,
  P,
  L,
  Half extends boolean,
  Out extends Dim[] = [],
> =
  Spatial extends readonly [infer D extends Dim, ...infer Tail extends Shape] ?
    Kernel extends readonly [infer K extends Dim, ...infer TailK extends Shape] ?
      WindowDim<
        C,
        D,
        K,
        Extract<At<S, `${Out['length']}`>, number>,
        Extract<At<P, `${Out['length']}`>, number>,
        Extract<At<L, `${Out['length']}`>, number>,
        Out['length'],
        Half
      > extends infer N ?
        N extends Dim ?
          [N, IsSentence<C, N>] extends [string, true] ?
            N
          : Walk<C, Tail, TailK, S, P, L, Half, [...Out, N]>
        : never
      : never
    : never
  : Out

/** The spatial axes of the result, or a sentence. `Half` limits the padding to half of the kernel (pooling). */
export type WindowShape<
  C extends WindowContext,
  Spatial extends Shape,
  Kernel extends Shape,
  S extends PerAxis,
  P extends PerAxis,
  Half extends boolean,
  L extends PerAxis = 1,
> =
  FastShape<Spatial, Kernel, S, P, Half, L> extends infer Out extends Shape ? Out
  : AnyWindowShape<C, Spatial, Kernel, S, P, Half, L>

type AnyWindowShape<
  C extends WindowContext,
  Spatial extends Shape,
  Kernel extends Shape,
  S extends PerAxis,
  P extends PerAxis,
  Half extends boolean,
  L extends PerAxis,
> =
  PerAxisFault<C, Spatial, { stride: S; padding: P; outputPadding: 0; dilation: L }> extends (
    infer Sentence extends string
  ) ?
    Sentence
  : Walk<C, Spatial, Kernel, WideList<S>, WideList<P>, WideList<L>, Half>

/** What a kernel spans. @example reach(3, 2) // 5 */
export const reach = (kernel: Dim, dilation: number): Dim =>
  dilation === 1 ? kernel : addDims(multiplyDims(subtractDims(kernel, 1), dilation), 1)

const windowDim = (
  context: WindowContext,
  i: number,
  size: Dim,
  k: Dim,
  stride: number,
  padding: number,
  dilation: number,
  half: boolean,
): Dim | { readonly sentence: string } => {
  const fault = (template: string, values: Readonly<Record<string, Dim>>): { readonly sentence: string } => ({
    sentence: message(template, { ...context, i, ...values }),
  })
  const sentence = optionFault(context, i, k, stride, padding, dilation)
  if (sentence !== undefined) return { sentence }
  if (half && padding > 0 && typeof k === 'number' && compare(2 * padding, k) === 'greater')
    return fault(sentences.half, { n: padding, k })
  const padded = addDims(size, 2 * padding)
  const spanned = reach(k, dilation)
  const span = subtractDims(padded, spanned)
  if (typeof span === 'number' && span < 0)
    return dilation === 1 ?
        fault(sentences.large, { k, n: padded })
      : fault(sentences.dilated, { k, d: dilation, e: spanned, n: padded })
  if (typeof span === 'number') return divide(span, stride) + 1
  const quotient = divideDims(span, stride)
  return quotient === false ? fault(sentences.named, { s: stride, n: span }) : addDims(quotient, 1)
}

/** The spatial axes of the result, or a sentence. */
export const windowShape = (
  context: WindowContext,
  spatial: Shape,
  kernel: Shape,
  stride: PerAxis,
  padding: PerAxis,
  half: boolean,
  dilation: PerAxis = 1,
): Shape | string => {
  const lists = perAxisLists(context, spatial.length, { stride, padding, dilation })
  if (typeof lists === 'string') return lists
  const out: Dim[] = []
  for (const [i, size] of spatial.entries()) {
    const [s, p, d] = [lists.stride[i] ?? 1, lists.padding[i] ?? 0, lists.dilation[i] ?? 1]
    const windows = windowDim(context, i, size, kernel[i] ?? 1, s, p, d, half)
    if (typeof windows === 'object') return windows.sentence
    out.push(windows)
  }
  return out
}
