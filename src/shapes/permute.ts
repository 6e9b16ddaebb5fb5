/**
 * Axes in another order. `Permute` is the rule; `PermuteArgument` is the same check as the type of the parameter, with
 * the sentence on the very axis that is wrong.
 */
import { axisIndex, axisSentence, type AxisIndex, type AxisSentence } from './axis.js'
import { message, type Message } from './message.js'
import type { Late } from './rule.js'
import type { Dim, DimAt, Shape } from './shape.js'

const sentences = {
  count: 'permute: {axes} has {count} axes, {shape} has rank {rank}',
  repeated: 'permute: axis {axis} is repeated in {axes} for {shape}',
} as const

type Count<S extends Shape, P extends readonly number[]> = Message<
  typeof sentences.count,
  { axes: P; count: P['length']; shape: S; rank: S['length'] }
>
type Repeated<S extends Shape, P extends readonly number[], A> = Message<
  typeof sentences.repeated,
  { axis: A; axes: P; shape: S }
>

type Walk<S extends Shape, P extends readonly number[], Rest, Seen = never, Out extends Dim[] = []> =
  Rest extends readonly [infer Head extends number, ...infer Tail] ?
    AxisIndex<S, Head> extends infer Index ?
      Index extends undefined ? AxisSentence<'permute', S, Head>
      : Index extends Seen ? Repeated<S, P, Head>
      : Walk<S, P, Tail, Seen | Index, [...Out, DimAt<S, Index>]>
    : never
  : Out

/** The shape after a permutation. `Permute<[2, 3, 4], [2, 0, 1]>` is `[4, 2, 3]`. */
export type Permute<S extends Shape, P extends readonly number[]> =
  number extends S['length'] ? Shape
  : number extends P['length'] ? Shape
  : number extends P[number] ? Shape
  : P['length'] extends S['length'] ? Walk<S, P, P>
  : Count<S, P>

/** The axes with the sentence in the place of the first that is wrong. (Readonly: so may be the author's list.) */
type Marked<S extends Shape, P extends readonly number[], Rest, Seen = never, Out extends unknown[] = []> =
  Rest extends readonly [infer Head extends number, ...infer Tail] ?
    AxisIndex<S, Head> extends infer Index ?
      Index extends undefined ? readonly [...Out, AxisSentence<'permute', S, Head>, ...Tail]
      : Index extends Seen ? readonly [...Out, Repeated<S, P, Head>, ...Tail]
      : Marked<S, P, Tail, Seen | Index, [...Out, Head]>
    : never
  : Out

/** The type of the parameter: `P`, a sentence about its length, or a tuple with a sentence at the wrong axis. */
export type PermuteArgument<S extends Shape, P extends readonly number[]> =
  [Permute<S, P>] extends [string] ? Late<P['length'] extends S['length'] ? Marked<S, P, P> : Permute<S, P>> : P

/** The shape after a permutation. @example permute([2, 3, 4], [2, 0, 1]) // [4, 2, 3] */
export const permute = (shape: Shape, axes: readonly number[]): Shape | string => {
  if (axes.length !== shape.length)
    return message(sentences.count, { axes, count: axes.length, shape, rank: shape.length })
  const seen = new Set<number>()
  const out: Dim[] = []
  for (const axis of axes) {
    const index = axisIndex(shape, axis)
    if (index === undefined) return axisSentence('permute', shape, axis)
    if (seen.has(index)) return message(sentences.repeated, { axis, axes, shape })
    seen.add(index)
    out.push(shape[index] ?? 1)
  }
  return out
}
