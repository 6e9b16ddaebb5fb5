/**
 * Axes `start` to `end` (both included, negative ones from the end) merged into one. A scalar becomes `[1]`.
 */
import { axisIndex, axisSentence, type AxisIndex, type AxisSentence } from './axis.js'
import { sizeOf, sizeText, type SizeOf, type SizeText } from './size.js'
import { message, type Message } from './message.js'
import type { Box, Dim, HasWide, Shape } from './shape.js'

const sentences = {
  order: 'flatten: start axis {start} is after end axis {end} in {shape}',
  size: 'flatten: {shape} has {size} elements, which is no exact number',
} as const

type Merge<
  S extends Shape,
  Start,
  End,
  Before extends Dim[] = [],
  Middle extends Dim[] = [],
  State extends 'before' | 'middle' = 'before',
> =
  S extends readonly [infer Head extends Dim, ...infer Tail extends Shape] ?
    [...Before, ...Middle]['length'] extends End ?
      State extends 'middle' ? [...Before, SizeOf<[...Middle, Head]>, ...Tail]
      : Start extends End ? [...Before, Head, ...Tail]
      : undefined
    : State extends 'middle' ? Merge<Tail, Start, End, Before, [...Middle, Head], 'middle'>
    : Before['length'] extends Start ? Merge<Tail, Start, End, Before, [Head], 'middle'>
    : Merge<Tail, Start, End, [...Before, Head]>
  : undefined

/** The compiler turns digits that no double has into `number`: beyond 2^53 a product may have no literal. */
type Exact<S extends Shape, Out extends Shape, From> =
  Box<Out[From & keyof Out]> extends Box<number> ?
    HasWide<S> extends true ?
      Out
    : Message<typeof sentences.size, { shape: S; size: SizeText<S> }>
  : Out

/** The shape after flattening. `Flatten<['batch', 28, 28], 1>` is `['batch', 784]`. */
export type Flatten<S extends Shape, Start extends number = 0, End extends number = -1> =
  number extends S['length'] ? Shape
  : number extends Start ? Shape
  : number extends End ? Shape
  : S extends readonly [] ?
    Start extends 0 | -1 ?
      End extends 0 | -1 ?
        [1]
      : AxisSentence<'flatten', S, End>
    : AxisSentence<'flatten', S, Start>
  : AxisIndex<S, Start> extends infer From ?
    From extends undefined ? AxisSentence<'flatten', S, Start>
    : AxisIndex<S, End> extends infer To ?
      To extends undefined ? AxisSentence<'flatten', S, End>
      : Merge<S, From, To> extends infer Out extends Shape ? Exact<S, Out, From>
      : Message<typeof sentences.order, { start: Start; end: End; shape: S }>
    : never
  : never

/** The shape after flattening. @example flatten(['batch', 28, 28], 1) // ['batch', 784] */
export const flatten = (shape: Shape, start = 0, end = -1): Shape | string => {
  const padded: Shape = shape.length === 0 ? [1] : shape
  const from = axisIndex(padded, start)
  const to = axisIndex(padded, end)
  if (from === undefined) return axisSentence('flatten', shape, start)
  if (to === undefined) return axisSentence('flatten', shape, end)
  if (from > to) return message(sentences.order, { start, end, shape })
  const merged = padded.slice(from, to + 1)
  const size = sizeOf(merged)
  if (typeof size === 'number' && String(size) !== sizeText(merged))
    return message(sentences.size, { shape, size: sizeText(shape) })
  return [...padded.slice(0, from), size, ...padded.slice(to + 1)]
}
