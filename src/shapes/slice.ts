/**
 * A range of one axis, from `start` up to but not including `end`; negative positions count from the end, and both may be
 * left out. Positions outside the axis are errors, not clipped. An empty range is allowed.
 */
import { axisIndex, axisSentence, type AxisIndex, type AxisSentence } from './axis.js'
import { addDims, subtractDims, type AddDims, type SubtractDims } from './dim.js'
import { message, type Message } from './message.js'
import type { Compare } from './nat.js'
import type { Dim, DimAt, IsWide, ReplaceAt, Shape } from './shape.js'

const sentences = {
  range: 'slice: {which} {at} is out of range for axis {axis} of {shape} (size {size})',
  order: 'slice: start {start} is after end {end} on axis {axis} of {shape} (size {size})',
} as const

/** A position counted from the front, or undefined when it lies outside the axis. */
type Position<D extends Dim, At, Default> =
  [At] extends [undefined] ? Default
  : At extends number ?
    number extends At ? number
    : `${At}` extends `${bigint}` ?
      `${At}` extends `-${string}` ?
        AddDims<D, At> extends infer P ?
          `${P & Dim}` extends `-${bigint}` ?
            undefined
          : P
        : never
      : IsWide<D> extends true ? At
      : D extends number ?
        Compare<At, D> extends 'greater' ?
          undefined
        : At
      : At
    : undefined
  : Default

type Range<S extends Shape, D extends Dim, Index, A, Start, End> =
  Position<D, Start, 0> extends infer From ?
    From extends undefined ? Message<typeof sentences.range, { which: 'start'; at: Start; axis: A; shape: S; size: D }>
    : Position<D, End, D> extends infer To ?
      To extends undefined ? Message<typeof sentences.range, { which: 'end'; at: End; axis: A; shape: S; size: D }>
      : SubtractDims<To & Dim, From & Dim> extends infer Size extends Dim ?
        `${Size}` extends `-${bigint}` ?
          Message<typeof sentences.order, { start: Start; end: End; axis: A; shape: S; size: D }>
        : ReplaceAt<S, Index, [Size]>
      : never
    : never
  : never

/** The shape of the range. `Slice<[32, 10], 0, 4, -4>` is `[24, 10]`. */
export type Slice<
  S extends Shape,
  A extends number,
  Start extends number | undefined = undefined,
  End extends number | undefined = undefined,
> =
  number extends S['length'] ? Shape
  : number extends A ? Shape
  : AxisIndex<S, A> extends infer Index ?
    Index extends undefined ?
      AxisSentence<'slice', S, A>
    : Range<S, DimAt<S, Index>, Index, A, Start, End>
  : never

const position = (size: Dim, at: number): Dim | undefined => {
  if (!Number.isInteger(at)) return undefined
  const from = at < 0 ? addDims(size, at) : at
  const outside = typeof from === 'number' && (from < 0 || (typeof size === 'number' && from > size))
  return outside ? undefined : from
}

/** The positions of a range, counted from the front; a sentence when they are not sound. */
export const slicePositions = (
  shape: Shape,
  axis: number,
  start?: number,
  end?: number,
): { readonly axis: number; readonly start: Dim; readonly end: Dim } | string => {
  const index = axisIndex(shape, axis)
  if (index === undefined) return axisSentence('slice', shape, axis)
  const size = shape[index] ?? 1
  const outside = (which: string, at: number): string => message(sentences.range, { which, at, axis, shape, size })
  const from = start === undefined ? 0 : position(size, start)
  if (from === undefined) return outside('start', start ?? 0)
  const to = end === undefined ? size : position(size, end)
  if (to === undefined) return outside('end', end ?? 0)
  const length = subtractDims(to, from)
  return typeof length === 'number' && length < 0 ?
      message(sentences.order, { start: start ?? '?', end: end ?? '?', axis, shape, size })
    : { axis: index, start: from, end: to }
}

/** The shape of the range. @example slice([32, 10], 0, 4, -4) // [24, 10] */
export const slice = (shape: Shape, axis: number, start?: number, end?: number): Shape | string => {
  const range = slicePositions(shape, axis, start, end)
  return typeof range === 'string' ? range : (
      shape.map((dim, i) => (i === range.axis ? subtractDims(range.end, range.start) : dim))
    )
}
