/**
 * Sums, means and maxima over one axis, several, or all of them. In: a shape, the axes, whether the reduced axes stay as
 * size 1; out: the shape that is left.
 */
import { axisIndex, axisSentence, type AxisIndex, type AxisSentence } from './axis.js'
import { message, type Message } from './message.js'
import type { Late } from './rule.js'
import type { Dim, Shape } from './shape.js'

const sentences = { repeated: '{op}: axis {axis} is repeated in {axes} for {shape}' } as const

/** What may be given as the axes of a reduction; none at all means every axis. */
export type Axes = number | readonly number[] | undefined | null

/** The union of the axes' indices in a list of one, or the sentence about the first bad axis of `All`. */
type Indices<Op extends string, S extends Shape, All extends readonly number[], Rest, Found = never> =
  Rest extends readonly [infer Head extends number, ...infer Tail] ?
    AxisIndex<S, Head> extends infer Index ?
      Index extends undefined ? AxisSentence<Op, S, Head>
      : Index extends Found ? Message<typeof sentences.repeated, { op: Op; axis: Head; axes: All; shape: S }>
      : Indices<Op, S, All, Tail, Found | Index>
    : never
  : [Found]

type Remove<S extends Shape, Marked, Keep, Seen extends unknown[] = [], Out extends Dim[] = []> =
  S extends readonly [infer Head extends Dim, ...infer Tail extends Shape] ?
    Remove<
      Tail,
      Marked,
      Keep,
      [...Seen, 0],
      Seen['length'] extends Marked ?
        Keep extends true ?
          [...Out, 1]
        : Out
      : [...Out, Head]
    >
  : Out

type ReduceAll<S extends Shape, Keep> = Keep extends true ? { -readonly [K in keyof S]: 1 } : []

type ReduceMany<Op extends string, S extends Shape, A extends readonly number[], Keep> =
  number extends A['length'] ? Shape
  : number extends A[number] ? Shape
  : Indices<Op, S, A, A> extends infer Marked ?
    Marked extends [infer Index] ?
      Remove<S, Index, Keep>
    : Marked
  : never

/** The shape after a reduction. `Reduce<'sum', [2, 3, 4], -1, true>` is `[2, 3, 1]`. */
export type Reduce<Op extends string, S extends Shape, A extends Axes = undefined, Keep extends boolean = false> =
  boolean extends Keep ? Shape
  : [A] extends [undefined | null] ? ReduceAll<S, Keep>
  : number extends S['length'] ? Shape
  : [A] extends [number] ?
    number extends A ? Shape
    : AxisIndex<S, A> extends infer Index ?
      Index extends undefined ?
        AxisSentence<Op, S, A>
      : Remove<S, Index, Keep>
    : never
  : A extends readonly number[] ? ReduceMany<Op, S, A, Keep>
  : Shape

/**
 * The list with the sentence in the place of the first axis that is none of the shape's or repeated; else the sentence.
 * (Readonly: so may be the author's list.)
 */
export type MarkedAxes<S extends Shape, Rest, Sentence, Found = never, Out extends unknown[] = []> =
  Rest extends readonly [infer Head extends number, ...infer Tail] ?
    AxisIndex<S, Head> extends infer Index ?
      Index extends undefined | Found ?
        readonly [...Out, Sentence, ...Tail]
      : MarkedAxes<S, Tail, Sentence, Found | Index, [...Out, Head]>
    : never
  : Sentence

/** The type of the parameter for the axes: `A`, or the sentence at the axis of the list that it is about. */
export type AxesArgument<S extends Shape, A, Outcome, Sentence = Outcome> =
  [Outcome] extends [string] ? Late<MarkedAxes<S, A, Sentence>> : A

/** The axes counted from the front, in order; a sentence when one is out of range or repeated. */
export const reduceAxes = (operator: string, shape: Shape, axes: Axes): readonly number[] | string => {
  if (axes === undefined || axes === null) return shape.map((_, axis) => axis)
  const list = typeof axes === 'number' ? [axes] : axes
  const found: number[] = []
  for (const axis of list) {
    const index = axisIndex(shape, axis)
    if (index === undefined) return axisSentence(operator, shape, axis)
    if (found.includes(index)) return message(sentences.repeated, { op: operator, axis, axes: list, shape })
    found.push(index)
  }
  return found.sort((a, b) => a - b)
}

/** The shape after a reduction. @example reduce('sum', [2, 3, 4], -1, true) // [2, 3, 1] */
export const reduce = (operator: string, shape: Shape, axes?: Axes, keepDims = false): Shape | string => {
  const reduced = reduceAxes(operator, shape, axes)
  return (
    typeof reduced === 'string' ? reduced
    : keepDims ? shape.map((dim, axis) => (reduced.includes(axis) ? 1 : dim))
    : shape.filter((_, axis) => !reduced.includes(axis))
  )
}
