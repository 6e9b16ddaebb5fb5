/**
 * Windows that slide over any number of spatial axes: one axis gives `floor((size + 2 padding - kernel) / stride) + 1`.
 * Convolution and pooling (convolution.ts, pool.ts) are this rule on each axis. Stride and padding are one number for
 * all axes, or one for each.
 */
import { addDims, divideDims, subtractDims, type AddDims, type DivideDims, type SubtractDims } from './dim.js'
import { message, type Message } from './message.js'
import { compare, divide, isNatural, type Compare, type Divide, type IsNatural, type Multiply } from './nat.js'
import type { Dim, IsWide, Shape } from './shape.js'

const sentences = {
  kernel: '{op}: kernel {n} on spatial axis {i} of {kernel} is not a whole number, 1 or more (input {x})',
  stride: '{op}: stride {n} on spatial axis {i} is not a whole number, 1 or more (input {x}, kernel {kernel})',
  padding: '{op}: padding {n} on spatial axis {i} is not a whole number, 0 or more (input {x}, kernel {kernel})',
  half: '{op}: padding {n} is more than half of kernel {k} on spatial axis {i} (input {x}, kernel {kernel})',
  large: '{op}: kernel {k} is larger than the padded input {n} on spatial axis {i} (input {x}, kernel {kernel})',
  named: '{op}: stride {s} does not divide {n} on spatial axis {i} (input {x}, kernel {kernel})',
  count: '{op}: {which} {list} has {n} entries, expected {spatial} (input {x}, kernel {kernel})',
} as const

/** One number for all spatial axes, or one for each. */
export type PerAxis = number | readonly number[]

/** What the sentences show beside the numbers that clash. */
interface Context {
  readonly op: string
  readonly x: Shape
  readonly kernel: Shape
}

type At<P, Index> =
  P extends number ? P
  : Index extends keyof P ? P[Index]
  : never

type IsPositive<N> =
  N extends 0 ? false
  : N extends string ? true
  : IsNatural<N>

type Fault<Template extends string, C extends Context, Values> = Message<Template, C & Values>

/** The windows that fit, from `Span` = padded size - kernel. */
type Windows<Span extends Dim, S extends number> =
  S extends 1 ? AddDims<Span, 1>
  : Span extends number ? AddDims<Divide<Span, S>, 1>
  : DivideDims<Span, S> extends infer Quotient extends Dim ? AddDims<Quotient, 1>
  : false

type WindowChecked<C extends Context, D extends Dim, K extends Dim, S extends number, P extends number, I> =
  true extends IsWide<D> | IsWide<K> | IsWide<S> | IsWide<P> ? number
  : AddDims<D, Multiply<2, P>> extends infer Padded extends Dim ?
    SubtractDims<Padded, K> extends infer Span extends Dim ?
      `${Span}` extends `-${bigint}` ? Fault<typeof sentences.large, C, { k: K; n: Padded; i: I }>
      : Windows<Span, S> extends infer Out ?
        Out extends Dim ?
          Out
        : Fault<typeof sentences.named, C, { s: S; n: Span; i: I }>
      : never
    : never
  : never

/** One axis: the number of windows, or the sentence. Wide numbers are sound here and make a wide result. */
type WindowDim<
  C extends Context,
  D extends Dim,
  K extends Dim,
  S extends number,
  P extends number,
  I,
  Half extends boolean,
> =
  [IsWide<K>, IsPositive<K>] extends [false, false] ? Fault<typeof sentences.kernel, C, { n: K; i: I }>
  : [IsWide<S>, IsPositive<S>] extends [false, false] ? Fault<typeof sentences.stride, C, { n: S; i: I }>
  : [IsWide<P>, IsNatural<P>] extends [false, false] ? Fault<typeof sentences.padding, C, { n: P; i: I }>
  : [Half, IsWide<P>, IsWide<K>] extends [true, false, false] ?
    P extends 0 ? WindowChecked<C, D, K, S, P, I>
    : K extends number ?
      Compare<Multiply<2, P>, K> extends 'greater' ?
        Fault<typeof sentences.half, C, { n: P; k: K; i: I }>
      : WindowChecked<C, D, K, S, P, I>
    : WindowChecked<C, D, K, S, P, I>
  : WindowChecked<C, D, K, S, P, I>

type Walk<
  C extends Context,
  Spatial extends Shape,
  Kernel extends Shape,
  S,
  P,
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
        Out['length'],
        Half
      > extends infer N ?
        N extends Dim ?
          [N, IsSentence<C, N>] extends [string, true] ?
            N
          : Walk<C, Tail, TailK, S, P, Half, [...Out, N]>
        : never
      : never
    : never
  : Out

/** A sentence starts with the operator and a colon; no dimension does. */
type IsSentence<C extends Context, N> = N extends `${C['op']}: ${string}` ? true : false

type CountFault<Spatial extends Shape, P> =
  P extends readonly unknown[] ?
    number extends P['length'] ? undefined
    : P['length'] extends Spatial['length'] ? undefined
    : P
  : undefined

/** The spatial axes of the result, or a sentence. `Half` limits the padding to half of the kernel (pooling). */
export type WindowShape<
  C extends Context,
  Spatial extends Shape,
  Kernel extends Shape,
  S extends PerAxis,
  P extends PerAxis,
  Half extends boolean,
> =
  CountFault<Spatial, S> extends infer List extends readonly unknown[] ?
    Fault<typeof sentences.count, C, { which: 'stride'; list: List; n: List['length']; spatial: Spatial['length'] }>
  : CountFault<Spatial, P> extends infer List extends readonly unknown[] ?
    Fault<typeof sentences.count, C, { which: 'padding'; list: List; n: List['length']; spatial: Spatial['length'] }>
  : Walk<C, Spatial, Kernel, WideList<S>, WideList<P>, Half>

/** A list of unknown length is as good as an unknown number. */
type WideList<P> =
  P extends readonly unknown[] ?
    number extends P['length'] ?
      number
    : P
  : P

/** Stride or padding on each of `count` axes. @example perAxis(2, 3) // [2, 2, 2] */
export const perAxis = (value: PerAxis, count: number): readonly number[] =>
  typeof value === 'number' ? Array.from({ length: count }, () => value) : value

const windowDim = (
  context: Context,
  i: number,
  size: Dim,
  k: Dim,
  stride: number,
  padding: number,
  half: boolean,
): Dim | { readonly sentence: string } => {
  const fault = (template: string, values: Readonly<Record<string, Dim>>): { readonly sentence: string } => ({
    sentence: message(template, { ...context, i, ...values }),
  })
  if (typeof k === 'number' && (k === 0 || !isNatural(k))) return fault(sentences.kernel, { n: k })
  if (stride === 0 || !isNatural(stride)) return fault(sentences.stride, { n: stride })
  if (!isNatural(padding)) return fault(sentences.padding, { n: padding })
  if (half && padding > 0 && typeof k === 'number' && compare(2 * padding, k) === 'greater')
    return fault(sentences.half, { n: padding, k })
  const padded = addDims(size, 2 * padding)
  const span = subtractDims(padded, k)
  if (typeof span === 'number') return span < 0 ? fault(sentences.large, { k, n: padded }) : divide(span, stride) + 1
  const quotient = divideDims(span, stride)
  return quotient === false ? fault(sentences.named, { s: stride, n: span }) : addDims(quotient, 1)
}

/** The spatial axes of the result, or a sentence. */
export const windowShape = (
  context: Context,
  spatial: Shape,
  kernel: Shape,
  stride: PerAxis,
  padding: PerAxis,
  half: boolean,
): Shape | string => {
  const lists = { stride: perAxis(stride, spatial.length), padding: perAxis(padding, spatial.length) }
  for (const [which, list] of Object.entries(lists))
    if (list.length !== spatial.length)
      return message(sentences.count, { ...context, which, list, n: list.length, spatial: spatial.length })
  const out: Dim[] = []
  for (const [i, size] of spatial.entries()) {
    const windows = windowDim(context, i, size, kernel[i] ?? 1, lists.stride[i] ?? 1, lists.padding[i] ?? 0, half)
    if (typeof windows === 'object') return windows.sentence
    out.push(windows)
  }
  return out
}
