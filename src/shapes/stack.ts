/**
 * Tensors of one shape joined along a new axis. In: a list of shapes and where the axis is to be; out: the shape with the
 * number of tensors there, or the first tensor that differs. `StackMarked` puts the sentence in that tensor's place.
 */
import type { SameDim } from './matmul.js'
import { message, type Message } from './message.js'
import type { Box, Dim, Plain, Shape } from './shape.js'
import { newAxis, type NewAxis } from './unsqueeze.js'

const sentences = {
  none: 'stack: no tensors given, expected 1 or more',
  rank: 'stack: ranks differ: {a} has rank {x}, {b} has rank {y}',
  dim: 'stack: {a} and {b} differ on axis {i} ({x} != {y})',
} as const

/** The first sentence about `B`, or the dimensions both have, those known winning over the unknown. */
type Same<First extends Shape, B extends Shape, X, Y, Out extends Dim[] = []> =
  X extends readonly [infer x extends Dim, ...infer TailX] ?
    Y extends readonly [infer y extends Dim, ...infer TailY] ?
      Box<x> extends Box<y> ? Same<First, B, TailX, TailY, [...Out, x]>
      : SameDim<x, y> extends true ? Same<First, B, TailX, TailY, [...Out, number extends x ? y : x]>
      : Message<typeof sentences.dim, { a: First; b: B; x: x; y: y; i: Out['length'] }>
    : never
  : Out

type Step<First extends Shape, So extends Shape, B extends Shape> =
  number extends B['length'] ? Shape
  : B['length'] extends First['length'] ? Same<First, B, So, B>
  : Message<typeof sentences.rank, { a: First; b: B; x: First['length']; y: B['length'] }>

type SameAll<First extends Shape, So extends Shape, Rest> =
  number extends So['length'] ? Shape
  : Rest extends readonly [infer B extends Shape, ...infer Tail] ?
    Step<First, So, B> extends infer Out ?
      Out extends readonly (infer _Dims extends Dim)[] ?
        SameAll<First, Out, Tail>
      : Out
    : never
  : So

/** The stacked shape. `Stack<[[2, 3], [2, 3]], 1>` is `[2, 2, 3]`. */
export type Stack<List extends readonly Shape[], A extends number> =
  number extends List['length'] ? Shape
  : number extends A ? Shape
  : List extends readonly [infer First extends Shape, ...infer Rest] ?
    number extends First['length'] ? Shape
    : NewAxis<'stack', First, A, 1> extends infer Sentence extends string ? Sentence
    : SameAll<First, Plain<First>, Rest> extends infer So ?
      So extends readonly (infer _Dims extends Dim)[] ?
        NewAxis<'stack', So, A, List['length']>
      : So
    : never
  : Message<typeof sentences.none, object>

/** The list of shapes with the sentence in the place of the first tensor that differs from the first one. */
export type StackMarked<List extends readonly Shape[], A extends number> =
  [Stack<List, A>] extends [string] ?
    List extends readonly [infer First extends Shape, ...infer Rest] ?
      NewAxis<'stack', First, A, 1> extends string ?
        List
      : MarkRest<First, Rest, [First]>
    : List
  : List

type MarkRest<First extends Shape, Rest, Out extends unknown[]> =
  Rest extends readonly [infer B extends Shape, ...infer Tail] ?
    Step<First, First, B> extends infer R extends string ?
      [...Out, R, ...Tail]
    : MarkRest<First, Tail, [...Out, B]>
  : Out

/** The stacked shape. @example stack([[2, 3], [2, 3]], 1) // [2, 2, 3] */
export const stack = (shapes: readonly Shape[], axis: number): Shape | string => {
  const [first, ...rest] = shapes
  if (first === undefined) return sentences.none
  const stacked = newAxis('stack', first, axis, shapes.length)
  if (typeof stacked === 'string') return stacked
  for (const shape of rest) {
    if (shape.length !== first.length)
      return message(sentences.rank, { a: first, b: shape, x: first.length, y: shape.length })
    const i = first.findIndex((dim, at) => dim !== shape[at])
    if (i >= 0) return message(sentences.dim, { a: first, b: shape, x: first[i] ?? 0, y: shape[i] ?? 0, i })
  }
  return stacked
}
