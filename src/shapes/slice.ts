/**
 * A range of one axis, from `start` up to but not including `end`, every `step`-th position; negative positions count from
 * the end, and each of the three may be left out. In: a shape and an axis; out: the shape with the range's size there.
 */
import { axisIndex, axisSentence, type AxisIndex, type AxisSentence } from './axis.js'
import { rangePositions, type StridedRange, type RangeOf, type RangeSize } from './range.js'
import type { Dim, DimAt, ReplaceAt, Shape } from './shape.js'

type Optional = number | undefined

/** The shape of the range. `Slice<[32, 10], 0, 4, -4>` is `[24, 10]`. */
export type Slice<
  S extends Shape,
  A extends number,
  Start extends Optional = undefined,
  End extends Optional = undefined,
  Step extends Optional = undefined,
> =
  number extends S['length'] ? Shape
  : number extends A ? Shape
  : AxisIndex<S, A> extends infer Index ?
    Index extends undefined ? AxisSentence<'slice', S, A>
    : RangeSize<RangeOf<'slice', S, A, DimAt<S, Index>>, Start, End, Step> extends infer Size ?
      Size extends readonly Dim[] ?
        ReplaceAt<S, Index, Size>
      : Size
    : never
  : never

/** The direction of a step, for the checks of the positions, which do not depend on how far it goes. */
export type Direction<Step extends Optional> =
  [Step] extends [undefined] ? undefined
  : `${Step & number}` extends `-${string}` ? -1
  : undefined

/** The positions of a range, counted from the front; a sentence when they are not sound. */
export const slicePositions = (
  shape: Shape,
  axis: number,
  start?: number,
  end?: number,
  step?: number,
): (StridedRange & { readonly axis: number }) | string => {
  const index = axisIndex(shape, axis)
  if (index === undefined) return axisSentence('slice', shape, axis)
  const range = rangePositions({ op: 'slice', shape, axis, size: shape[index] ?? 1 }, start, end, step)
  return typeof range === 'string' ? range : { ...range, axis: index }
}

/** The shape of the range. @example slice([32, 10], 0, 4, -4) // [24, 10] */
export const slice = (shape: Shape, axis: number, start?: number, end?: number, step?: number): Shape | string => {
  const range = slicePositions(shape, axis, start, end, step)
  return typeof range === 'string' ? range : shape.map((dim, i) => (i === range.axis ? range.count : dim))
}
