/**
 * Cells put before and after along each axis. In: a shape and one pair `[before, after]` for each axis, as in NumPy; out: the
 * larger shape. `PadArgument` puts the sentence on the width that is wrong.
 */
import { addDims, type AddDims } from './dim.js'
import { message, type Message } from './message.js'
import { isNatural, type IsNatural } from './nat.js'
import type { Late } from './rule.js'
import type { Dim, Shape } from './shape.js'

const sentences = {
  count: 'pad: {count} pairs of widths given, {shape} has rank {rank}',
  whole: 'pad: width {at} on axis {axis} of {shape} is not a whole number, 0 or more',
} as const

/** How many cells before and after, for each axis. */
export type PadWidths = readonly (readonly [number, number])[]

type Fault<S extends Shape, Axis, At> =
  At extends number ?
    number extends At ? never
    : IsNatural<At> extends true ? never
    : Message<typeof sentences.whole, { at: At; axis: Axis; shape: S }>
  : never

type Walk<All extends Shape, S extends Shape, W, Out extends Dim[] = []> =
  S extends readonly [infer Head extends Dim, ...infer Tail extends Shape] ?
    W extends readonly [readonly [infer B extends number, infer A extends number], ...infer Rest] ?
      [Fault<All, Out['length'], B>] extends [never] ?
        [Fault<All, Out['length'], A>] extends [never] ?
          Walk<All, Tail, Rest, [...Out, [B, A] extends [0, 0] ? Head : AddDims<AddDims<Head, B>, A>]>
        : Fault<All, Out['length'], A>
      : Fault<All, Out['length'], B>
    : Shape
  : Out

/** The padded shape. `Pad<[2, 'T'], [[0, 0], [1, 1]]>` is `[2, 'T+2']`. */
export type Pad<S extends Shape, W extends PadWidths> =
  number extends S['length'] ? Shape
  : number extends W['length'] ? Shape
  : W['length'] extends S['length'] ? Walk<S, S, W>
  : Message<typeof sentences.count, { count: W['length']; shape: S; rank: S['length'] }>

type Marked<S extends Shape, W, Done extends readonly unknown[] = []> =
  W extends readonly [readonly [infer B, infer A], ...infer Rest] ?
    Marked<S, Rest, readonly [...Done, readonly [Mark<S, Done['length'], B>, Mark<S, Done['length'], A>]]>
  : Done
type Mark<S extends Shape, Axis, At> = [Fault<S, Axis, At>] extends [never] ? At : Fault<S, Axis, At>

/** The type of the parameter: `W`, a sentence about its length, or the pairs with a sentence at each wrong width. */
export type PadArgument<S extends Shape, W extends PadWidths> =
  [Pad<S, W>] extends [string] ? Late<W['length'] extends S['length'] ? Marked<S, W> : Pad<S, W>> : W

/** The padded shape. @example pad([2, 'T'], [[0, 0], [1, 1]]) // [2, 'T+2'] */
export const pad = (shape: Shape, widths: PadWidths): Shape | string => {
  if (widths.length !== shape.length)
    return message(sentences.count, { count: widths.length, shape, rank: shape.length })
  for (const [axis, [before, after]] of widths.entries())
    for (const at of [before, after]) if (!isNatural(at)) return message(sentences.whole, { at, axis, shape })
  return shape.map((dim, axis) => {
    const [before, after] = widths[axis] ?? [0, 0]
    return addDims(dim, before + after)
  })
}
