/**
 * What windows and transposed windows (window.ts, transposed-window.ts) have in common: options that are one number for all
 * spatial axes or one for each. In: a kernel and its options; out: the options axis by axis, or the sentence about one that
 * no axis can have.
 */
import { message, type Message } from './message.js'
import { isNatural, type IsNatural } from './nat.js'
import type { Late } from './rule.js'
import type { Dim, IsWide, Shape } from './shape.js'

const sentences = {
  kernel: '{op}: kernel {n} on spatial axis {i} of {kernel} is not a whole number, 1 or more (input {x})',
  stride: '{op}: stride {n} on spatial axis {i} is not a whole number, 1 or more (input {x}, kernel {kernel})',
  padding: '{op}: padding {n} on spatial axis {i} is not a whole number, 0 or more (input {x}, kernel {kernel})',
  dilation: '{op}: dilation {n} on spatial axis {i} is not a whole number, 1 or more (input {x}, kernel {kernel})',
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

/** The options whose name stands first in every sentence about them; the rest of the sentences are about an operand. */
type OptionName = 'stride' | 'padding' | 'outputPadding' | 'dilation' | 'groups'

type About<Name extends string> = `${string}: ${Name} ${string}`

/** The type of an option: `T`, or the sentence when it is about this option. (`Sentence` is the outcome, as in `Argument`.) */
export type OptionArgument<Outcome, Name extends OptionName, T, Sentence = Outcome> =
  [Outcome] extends [About<Name>] ? Late<Sentence> : T

/** The type of the operand that a window's rule is about: `T`, or the sentence unless it is about one of these options. */
export type OperandArgument<Outcome, T, Names extends OptionName = OptionName, Shown = Outcome, Sentence = Outcome> =
  [Outcome] extends [string] ?
    [Sentence] extends [About<Names>] ?
      T
    : Late<Shown>
  : T

/** A sentence of a window. */
export type Fault<Template extends string, C extends WindowContext, Values> = Message<Template, C & Values>

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
