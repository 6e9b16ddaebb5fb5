/**
 * Tensors joined along one axis. In: a list of shapes and the axis; out: the joined shape, or the first tensor that does
 * not fit the first one. `ConcatMarked` puts the sentence in that tensor's place, for the type of a list parameter.
 */
import { axisIndex, axisSentence, type AxisCheck, type AxisIndex, type AxisSentence } from './axis.js'
import { addDims, type AddDims } from './dim.js'
import { message, type Message } from './message.js'
import type { SameDim } from './matmul.js'
import type { Box, Dim, Plain, Shape } from './shape.js'

const sentences = {
  none: 'concat: no tensors given, expected 1 or more',
  rank: 'concat: ranks differ: {a} has rank {x}, {b} has rank {y}',
  dim: 'concat: {a} and {b} differ on axis {i} ({x} != {y}), joined along axis {axis}',
} as const

interface Fault<X, Y, I> {
  readonly x: X
  readonly y: Y
  readonly i: I
}

/** Two shapes of one rank joined, or where they differ. */
type Join<A extends Shape, B extends Shape, Index, Out extends Dim[] = []> =
  A extends readonly [infer a extends Dim, ...infer TailA extends Shape] ?
    B extends readonly [infer b extends Dim, ...infer TailB extends Shape] ?
      Out['length'] extends Index ? Join<TailA, TailB, Index, [...Out, AddDims<a, b>]>
      : Box<a> extends Box<b> ? Join<TailA, TailB, Index, [...Out, a]>
      : SameDim<a, b> extends true ? Join<TailA, TailB, Index, [...Out, number extends a ? b : a]>
      : Fault<a, b, Out['length']>
    : never
  : Out

/** The sentence about `B`, or the joined shape. `First` is the first tensor of the list, for the sentence. */
type Step<First extends Shape, Joined extends Shape, B extends Shape, A, Index> =
  number extends B['length'] ? Shape
  : B['length'] extends First['length'] ?
    Join<Joined, B, Index> extends infer Out ?
      Out extends Fault<infer x, infer y, infer i> ?
        Message<typeof sentences.dim, { a: First; b: B; x: x; y: y; i: i; axis: A }>
      : Out
    : never
  : Message<typeof sentences.rank, { a: First; b: B; x: First['length']; y: B['length'] }>

type JoinAll<First extends Shape, Joined extends Shape, Rest, A, Index> =
  number extends Joined['length'] ? Shape
  : Rest extends readonly [infer B extends Shape, ...infer Tail] ?
    Step<First, Joined, B, A, Index> extends infer Out ?
      Out extends readonly (infer _Dims extends Dim)[] ?
        JoinAll<First, Out, Tail, A, Index>
      : Out
    : never
  : Joined

/** The joined shape. `Concat<[[2, 3], [4, 3]], 0>` is `[6, 3]`. */
export type Concat<List extends readonly Shape[], A extends number> =
  number extends List['length'] ? Shape
  : number extends A ? Shape
  : List extends readonly [infer First extends Shape, ...infer Rest] ?
    number extends First['length'] ? Shape
    : AxisIndex<First, A> extends infer Index ?
      Index extends undefined ?
        AxisSentence<'concat', First, A>
      : JoinAll<First, Plain<First>, Rest, A, Index>
    : never
  : Message<typeof sentences.none, object>

type MarkRest<First extends Shape, Rest, A, Index, Out extends unknown[]> =
  Rest extends readonly [infer B extends Shape, ...infer Tail] ?
    Step<First, First, B, A, Index> extends infer R extends string ?
      [...Out, R, ...Tail]
    : MarkRest<First, Tail, A, Index, [...Out, B]>
  : Out

/** The list of shapes with the sentence in the place of the first tensor that does not fit the first one. */
export type ConcatMarked<List extends readonly Shape[], A extends number> =
  [Concat<List, A>] extends [string] ?
    List extends readonly [infer First extends Shape, ...infer Rest] ?
      AxisIndex<First, A> extends infer Index ?
        Index extends undefined ?
          List
        : MarkRest<First, Rest, A, Index, [First]>
      : never
    : List
  : List

/** `A` when the tensors have that axis, else the sentence. Scalars have none: that is said of the list, the axis may be left out. */
export type ConcatAxis<List extends readonly Shape[], A extends number> =
  List extends readonly [infer First extends Shape, ...unknown[]] ?
    [First, A] extends [readonly [], 0] ? A
    : AxisCheck<'concat', First, A> extends infer Sentence extends string ? Sentence
    : A
  : A

/** The joined shape. @example concat([[2, 3], [4, 3]], 0) // [6, 3] */
export const concat = (shapes: readonly Shape[], axis: number): Shape | string => {
  const [first, ...rest] = shapes
  if (first === undefined) return sentences.none
  const index = axisIndex(first, axis)
  if (index === undefined) return axisSentence('concat', first, axis)
  let size = first[index] ?? 1
  for (const shape of rest) {
    if (shape.length !== first.length)
      return message(sentences.rank, { a: first, b: shape, x: first.length, y: shape.length })
    const i = first.findIndex((dim, at) => at !== index && dim !== shape[at])
    if (i >= 0) return message(sentences.dim, { a: first, b: shape, x: first[i] ?? 0, y: shape[i] ?? 0, i, axis })
    size = addDims(size, shape[index] ?? 1)
  }
  return first.map((dim, at) => (at === index ? size : dim))
}
