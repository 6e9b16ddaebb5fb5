/**
 * Operators that do not broadcast (losses): both shapes must be the same.
 */
import { message, type Message } from './message.js'
import type { SameDim } from './matmul.js'
import type { Box, Dim, Plain, Shape } from './shape.js'

const sentences = {
  rank: '{op}: shapes differ: {a} and {b} (rank {x} != {y})',
  dim: '{op}: shapes differ: {a} and {b} ({x} != {y} on axis {axis})',
} as const

type Compare<
  Op extends string,
  A extends Shape,
  B extends Shape,
  RestA extends Shape,
  RestB extends Shape,
  Seen extends Dim[] = [],
> =
  RestA extends readonly [infer a extends Dim, ...infer TailA extends Shape] ?
    RestB extends readonly [infer b extends Dim, ...infer TailB extends Shape] ?
      SameDim<a, b> extends true ?
        Compare<Op, A, B, TailA, TailB, [...Seen, number extends a ? b : a]>
      : Message<typeof sentences.dim, { op: Op; a: A; b: B; x: a; y: b; axis: Seen['length'] }>
    : never
  : Seen

/** The shape, when both are the same. */
export type SameShape<Op extends string, A extends Shape, B extends Shape> =
  Box<A> extends Box<B> ? Plain<A>
  : number extends A['length'] ? Shape
  : number extends B['length'] ? Shape
  : A['length'] extends B['length'] ? Compare<Op, A, B, A, B>
  : Message<typeof sentences.rank, { op: Op; a: A; b: B; x: A['length']; y: B['length'] }>

/** The shape, when both are the same. @example sameShape('mseLoss', [32, 1], [32, 1]) // [32, 1] */
export const sameShape = (operator: string, a: Shape, b: Shape): Shape | string => {
  if (a.length !== b.length) return message(sentences.rank, { op: operator, a, b, x: a.length, y: b.length })
  const axis = a.findIndex((dim, i) => dim !== b[i])
  return axis < 0 ? a : message(sentences.dim, { op: operator, a, b, x: a[axis] ?? 0, y: b[axis] ?? 0, axis })
}
