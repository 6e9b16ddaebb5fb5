/**
 * Fixed positions of one axis: which entries of a list of indices the axis has. Negative ones count from the end. In: a
 * shape, an axis and the list; out: the list, with the sentence in the place of each index that is out of range.
 */
import { axisIndex, type AxisIndex, type AxisSentence } from './axis.js'
import { hasPosition, type HasPosition } from './fin.js'
import { message, type Message } from './message.js'
import type { Late } from './rule.js'
import type { Dim, DimAt, Shape } from './shape.js'

const sentences = {
  range: 'gather: index {at} is out of range for axis {axis} of {shape} (size {size})',
  whole: 'gather: index {at} is not a whole number (axis {axis} of {shape})',
} as const

type Position<S extends Shape, A extends number, D extends Dim, At extends number> =
  number extends At ? At
  : `${At}` extends `${bigint}` ?
    HasPosition<D, At> extends true ?
      At
    : Message<typeof sentences.range, { at: At; axis: A; shape: S; size: D }>
  : Message<typeof sentences.whole, { at: At; axis: A; shape: S }>

type FirstSentence<List> =
  List extends readonly [infer Head, ...infer Tail] ?
    Head extends string ?
      Head
    : FirstSentence<Tail>
  : undefined

/** The list when the axis has every entry, else the sentence about the first that it does not have. */
export type Positions<S extends Shape, A extends number, I extends readonly number[]> =
  FirstSentence<PositionsArgument<S, A, I>> extends infer Sentence extends string ? Sentence : [...I]

/**
 * The list, with the sentence in the place of each index that the axis does not have. An axis that the shape does not have is
 * marked itself, but for the one of a scalar, which may have been left out.
 */
export type PositionsArgument<S extends Shape, A extends number, I extends readonly number[]> =
  number extends S['length'] ? I
  : number extends I['length'] ? I
  : number extends A ? I
  : AxisIndex<S, A> extends infer Index ?
    Index extends undefined ?
      [S, A] extends [readonly [], 0] ?
        Late<AxisSentence<'gather', S, A>>
      : I
    : { [K in keyof I]: Position<S, A, DimAt<S, Index>, I[K]> }
  : never

/**
 * The list itself when the axis has every entry, or is no axis of the shape, else the sentence about the first it does not have.
 *
 * @example positions([4, 10], 0, [0, -1]) // [0, -1]
 */
export const positions = (shape: Shape, axis: number, indices: readonly number[]): readonly number[] | string => {
  const at = axisIndex(shape, axis)
  if (at === undefined) return indices // the axis has a sentence of its own
  const size = shape[at] ?? 1
  for (const index of indices) {
    if (!Number.isInteger(index)) return message(sentences.whole, { at: index, axis, shape })
    if (!hasPosition(size, index)) return message(sentences.range, { at: index, axis, shape, size })
  }
  return indices
}
