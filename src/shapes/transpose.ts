/**
 * Two axes exchanged.
 */
import { axisIndex, axisSentence, type AxisIndex, type AxisSentence } from './axis.js'
import type { DimAt, ReplaceAt, Shape } from './shape.js'

type Exchange<S extends Shape, I, J> = ReplaceAt<ReplaceAt<S, I, [DimAt<S, J>]>, J, [DimAt<S, I>]>

/** The shape after exchanging axes `A` and `B`. */
export type Transpose<S extends Shape, A extends number, B extends number> =
  number extends S['length'] ? Shape
  : number extends A ? Shape
  : number extends B ? Shape
  : AxisIndex<S, A> extends infer I ?
    I extends undefined ? AxisSentence<'transpose', S, A>
    : AxisIndex<S, B> extends infer J ?
      J extends undefined ?
        AxisSentence<'transpose', S, B>
      : Exchange<S, I, J>
    : never
  : never

/** The shape after exchanging axes `a` and `b`. @example transpose([2, 3, 4], 0, -1) // [4, 3, 2] */
export const transpose = (shape: Shape, a: number, b: number): Shape | string => {
  const i = axisIndex(shape, a)
  const j = axisIndex(shape, b)
  if (i === undefined) return axisSentence('transpose', shape, a)
  if (j === undefined) return axisSentence('transpose', shape, b)
  return shape.map((dim, axis) =>
    axis === i ? (shape[j] ?? dim)
    : axis === j ? (shape[i] ?? dim)
    : dim,
  )
}
