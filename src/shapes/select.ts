/**
 * One position of an axis, which disappears. In: a shape, the axis and the index, both negative from the end; out: the other
 * dimensions, or the sentence about the axis or the index.
 */
import { axisIndex, axisSentence, type AxisIndex, type AxisSentence } from './axis.js'
import { hasPosition, type HasPosition } from './fin.js'
import { message, type Message } from './message.js'
import type { Dim, DimAt, ReplaceAt, Shape } from './shape.js'

const sentences = {
  range: 'select: index {at} is out of range for axis {axis} of {shape} (size {size})',
  whole: 'select: index {at} is not a whole number (axis {axis} of {shape})',
} as const

type Picked<S extends Shape, A extends number, Index, D extends Dim, At extends number> =
  number extends At ? ReplaceAt<S, Index, []>
  : `${At}` extends `${bigint}` ?
    HasPosition<D, At> extends true ?
      ReplaceAt<S, Index, []>
    : Message<typeof sentences.range, { at: At; axis: A; shape: S; size: D }>
  : Message<typeof sentences.whole, { at: At; axis: A; shape: S }>

/** The shape without the axis. `Select<[32, 10], 1, -1>` is `[32]`. */
export type Select<S extends Shape, A extends number, At extends number> =
  number extends S['length'] ? Shape
  : number extends A ? Shape
  : AxisIndex<S, A> extends infer Index ?
    Index extends undefined ?
      AxisSentence<'select', S, A>
    : Picked<S, A, Index, DimAt<S, Index>, At>
  : never

/** The shape without the axis. @example select([32, 10], 1, -1) // [32] */
export const select = (shape: Shape, axis: number, at: number): Shape | string => {
  const index = axisIndex(shape, axis)
  if (index === undefined) return axisSentence('select', shape, axis)
  const size = shape[index] ?? 1
  if (!Number.isInteger(at)) return message(sentences.whole, { at, axis, shape })
  if (!hasPosition(size, at)) return message(sentences.range, { at, axis, shape, size })
  return shape.filter((_, i) => i !== index)
}
