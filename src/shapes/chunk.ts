/**
 * A tensor cut into equal parts along an axis. In: a shape, the number of parts, which must divide the axis, and the axis;
 * out: the shapes of the parts as a list, or a sentence.
 */
import { axisIndex, axisSentence, type AxisCheck, type AxisIndex, type AxisSentence } from './axis.js'
import { divideDims, type DivideDims } from './dim.js'
import { message, type Message } from './message.js'
import { isNatural, type Compare, type IsNatural } from './nat.js'
import type { Late } from './rule.js'
import type { Dim, DimAt, ReplaceAt, Shape } from './shape.js'

const sentences = {
  count: 'chunk: {n} is not a whole number of parts, 1 or more ({shape})',
  size: 'chunk: axis {axis} of {shape} has size {size}, not a multiple of {n}',
} as const

/** `Part`, so many times. A list longer than 256, or of no whole length, is not followed one by one. */
export type Repeated<Part, N extends number> =
  number extends N ? Part[]
  : IsNatural<N> extends false ? Part[]
  : Compare<N, 256> extends 'greater' ? Part[]
  : Times<Part, N>
type Times<Part, N, Out extends Part[] = []> = Out['length'] extends N ? Out : Times<Part, N, [...Out, Part]>

type Parts<S extends Shape, N extends number, A, Index> =
  DivideDims<DimAt<S, Index>, N> extends infer Size ?
    Size extends Dim ?
      Repeated<ReplaceAt<S, Index, [Size]>, N>
    : Message<typeof sentences.size, { axis: A; shape: S; size: DimAt<S, Index>; n: N }>
  : never

/** The shapes of the parts. `Chunk<[2, 6], 2, 1>` is `[[2, 3], [2, 3]]`. */
export type Chunk<S extends Shape, N extends number, A extends number = 0> =
  number extends N ? Shape[]
  : IsNatural<N> extends false ? Message<typeof sentences.count, { n: N; shape: S }>
  : N extends 0 ? Message<typeof sentences.count, { n: N; shape: S }>
  : number extends S['length'] ? Repeated<Shape, N>
  : number extends A ? Repeated<Shape, N>
  : AxisIndex<S, A> extends infer Index ?
    Index extends undefined ?
      AxisSentence<'chunk', S, A>
    : Parts<S, N, A, Index>
  : never

/** The type of the parameter: `N` or a sentence. `N` also when the axis is at fault, which is marked itself. */
export type ChunkArgument<S extends Shape, N extends number, A extends number> =
  [Chunk<S, N, A>] extends [string] ? Late<ChunkSentence<S, N, A>> : N

type ChunkSentence<S extends Shape, N extends number, A extends number> =
  [AxisCheck<'chunk', S, A>] extends [string] ? N : Chunk<S, N, A>

/** The shapes of the parts. @example chunk([2, 6], 2, 1) // [[2, 3], [2, 3]] */
export const chunk = (shape: Shape, count: number, axis = 0): readonly Shape[] | string => {
  if (!isNatural(count) || count === 0) return message(sentences.count, { n: count, shape })
  const index = axisIndex(shape, axis)
  if (index === undefined) return axisSentence('chunk', shape, axis)
  const whole = shape[index] ?? 1
  const size = divideDims(whole, count)
  return size === false ?
      message(sentences.size, { axis, shape, size: whole, n: count })
    : Array.from({ length: count }, () => shape.map((dim, i) => (i === index ? size : dim)))
}
