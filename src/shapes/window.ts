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
import { message, type Message } from './message.js'
import { compare, divide, isNatural, type Compare, type Divide, type IsNatural, type Multiply } from './nat.js'
import type { Dim, IsWide, Shape } from './shape.js'

const sentences = {
  kernel: '{op}: kernel {n} on spatial axis {i} of {kernel} is not a whole number, 1 or more (input {x})',
  stride: '{op}: stride {n} on spatial axis {i} is not a whole number, 1 or more (input {x}, kernel {kernel})',
  padding: '{op}: padding {n} on spatial axis {i} is not a whole number, 0 or more (input {x}, kernel {kernel})',
  dilation: '{op}: dilation {n} on spatial axis {i} is not a whole number, 1 or more (input {x}, kernel {kernel})',
  half: '{op}: padding {n} is more than half of kernel {k} on spatial axis {i} (input {x}, kernel {kernel})',
  large: '{op}: kernel {k} is larger than the padded input {n} on spatial axis {i} (input {x}, kernel {kernel})',
  dilated:
    '{op}: kernel {k} with dilation {d} spans {e}, more than the padded input {n} on spatial axis {i} (input {x}, kernel {kernel})',
  named: '{op}: stride {s} does not divide {n} on spatial axis {i} (input {x}, kernel {kernel})',
  count: '{op}: {which} {list} has {n} entries, expected {spatial} (input {x}, kernel {kernel})',
} as const

/** One number for all spatial axes, or one for each. */
export type PerAxis = number | readonly number[]

/** What the sentences show beside the numbers that clash. */
export interface WindowContext {
  readonly op: string
  readonly x: Shape
  readonly kernel: Shape
}

/** The number on one axis. */
export type At<P, Index> =
  P extends number ? P
  : Index extends keyof P ? P[Index]
  : never

/** 1 or more; a name is. */
export type IsPositive<N> =
  N extends 0 ? false
  : N extends string ? true
  : IsNatural<N>

type Fault<Template extends string, C extends WindowContext, Values> = Message<Template, C & Values>

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

/** The sentence about an option that no axis can have, or undefined. Wide numbers are sound. */
export type OptionFault<
  C extends WindowContext,
  K extends Dim,
  S extends number,
  P extends number,
  L extends number,
  I,
> =
  [IsWide<K>, IsPositive<K>] extends [false, false] ? Fault<typeof sentences.kernel, C, { n: K; i: I }>
  : [IsWide<S>, IsPositive<S>] extends [false, false] ? Fault<typeof sentences.stride, C, { n: S; i: I }>
  : [IsWide<P>, IsNatural<P>] extends [false, false] ? Fault<typeof sentences.padding, C, { n: P; i: I }>
  : [IsWide<L>, IsPositive<L>] extends [false, false] ? Fault<typeof sentences.dilation, C, { n: L; i: I }>
  : undefined

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

/** A sentence starts with the operator and a colon; no dimension does. */
export type IsSentence<C extends WindowContext, N> = N extends `${C['op']}: ${string}` ? true : false

/** The list when its length is not the number of spatial axes. */
type CountFault<Spatial extends Shape, P> =
  P extends readonly unknown[] ?
    number extends P['length'] ? undefined
    : P['length'] extends Spatial['length'] ? undefined
    : P
  : undefined

type Count<C extends WindowContext, Spatial extends Shape, Which extends string, P> =
  CountFault<Spatial, P> extends infer List extends readonly unknown[] ?
    Fault<typeof sentences.count, C, { which: Which; list: List; n: List['length']; spatial: Spatial['length'] }>
  : undefined

/** The options that have one number for each axis. */
interface PerAxisOptions {
  readonly stride: PerAxis
  readonly padding: PerAxis
  readonly outputPadding: PerAxis
  readonly dilation: PerAxis
}

/** The sentence about the first option that has too many or too few numbers, or undefined. */
export type PerAxisFault<C extends WindowContext, Spatial extends Shape, O extends PerAxisOptions> =
  O[keyof O] extends number ? undefined
  : Count<C, Spatial, 'stride', O['stride']> extends infer Sentence extends string ? Sentence
  : Count<C, Spatial, 'padding', O['padding']> extends infer Sentence extends string ? Sentence
  : Count<C, Spatial, 'outputPadding', O['outputPadding']> extends infer Sentence extends string ? Sentence
  : Count<C, Spatial, 'dilation', O['dilation']>

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
  PerAxisFault<C, Spatial, { stride: S; padding: P; outputPadding: 0; dilation: L }> extends (
    infer Sentence extends string
  ) ?
    Sentence
  : Walk<C, Spatial, Kernel, WideList<S>, WideList<P>, WideList<L>, Half>

/** A list of unknown length is as good as an unknown number. */
export type WideList<P> =
  P extends readonly unknown[] ?
    number extends P['length'] ?
      number
    : P
  : P

/** Stride or padding on each of `count` axes. @example perAxis(2, 3) // [2, 2, 2] */
export const perAxis = (value: PerAxis, count: number): readonly number[] =>
  typeof value === 'number' ? Array.from({ length: count }, () => value) : value

/** What a kernel spans. @example reach(3, 2) // 5 */
export const reach = (kernel: Dim, dilation: number): Dim =>
  dilation === 1 ? kernel : addDims(multiplyDims(subtractDims(kernel, 1), dilation), 1)

/** The sentence about an option that no axis can have, or undefined. */
export const optionFault = (
  context: WindowContext,
  i: number,
  k: Dim,
  stride: number,
  padding: number,
  dilation: number,
): string | undefined => {
  const fault = (template: string, n: Dim): string => message(template, { ...context, i, n })
  if (typeof k === 'number' && (k === 0 || !isNatural(k))) return fault(sentences.kernel, k)
  if (stride === 0 || !isNatural(stride)) return fault(sentences.stride, stride)
  if (!isNatural(padding)) return fault(sentences.padding, padding)
  return dilation === 0 || !isNatural(dilation) ? fault(sentences.dilation, dilation) : undefined
}

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

/** Each option as one number for each axis, or the sentence about the first that has too many or too few. */
export const perAxisLists = <Names extends string>(
  context: WindowContext,
  spatial: number,
  options: Readonly<Record<Names, PerAxis>>,
): Readonly<Record<Names, readonly number[]>> | string => {
  const lists = {} as Record<Names, readonly number[]> // filled below, name by name
  for (const which of Object.keys(options) as Names[]) {
    const list = perAxis(options[which], spatial)
    if (list.length !== spatial) return message(sentences.count, { ...context, which, list, n: list.length, spatial })
    lists[which] = list
  }
  return lists
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
