/**
 * An index for every element along one axis, as `take_along_axis` of NumPy and `gather` and `scatter_add` of PyTorch: the
 * indices have the rank of x and its size on every other axis. In: both shapes and the axis; out: the shape of the indices.
 */
import { axisIndex, axisSentence, type AxisIndex, type AxisSentence } from './axis.js'
import type { SameDim } from './matmul.js'
import { message, type Message } from './message.js'
import type { Plain, Shape } from './shape.js'

const sentences = {
  rank: '{op}: indices {indices} have rank {a}, {x} has rank {b}',
  dim: '{op}: indices {indices} do not fit {x} ({a} != {b} on axis {i}, indexed along axis {axis})',
} as const

type Fit<Op, S, A, Along, I, RestX, RestI, Seen extends unknown[] = []> =
  RestX extends readonly [infer b, ...infer TailX] ?
    RestI extends readonly [infer a, ...infer TailI] ?
      Seen['length'] extends Along ? Fit<Op, S, A, Along, I, TailX, TailI, [...Seen, a]>
      : SameDim<a, b> extends true ? Fit<Op, S, A, Along, I, TailX, TailI, [...Seen, a]>
      : Message<typeof sentences.dim, { op: Op; indices: I; x: S; a: a; b: b; i: Seen['length']; axis: A }>
    : never
  : I

/** The shape of the indices when they fit, else a sentence. Of a wrong axis it says nothing: `AlongAxis` does. */
export type AlongAxisIndices<Op extends string, S extends Shape, A extends number, I extends Shape> =
  number extends S['length'] ? I
  : number extends I['length'] ? I
  : I['length'] extends S['length'] ?
    AxisIndex<S, A> extends infer Along ?
      Along extends undefined ?
        I
      : Fit<Op, S, A, Along, I, S, I>
    : never
  : Message<typeof sentences.rank, { op: Op; indices: I; x: S; a: I['length']; b: S['length'] }>

/** The shape of what is picked. `AlongAxis<'takeAlongAxis', [3, 5], 1, [3, 2]>` is `[3, 2]`. */
export type AlongAxis<Op extends string, S extends Shape, A extends number, I extends Shape> =
  number extends S['length'] ? Shape
  : number extends I['length'] ? Shape
  : number extends A ? Shape
  : AxisIndex<S, A> extends undefined ? AxisSentence<Op, S, A>
  : AlongAxisIndices<Op, S, A, I> extends infer Out ?
    Out extends Shape ?
      Plain<Out>
    : Out
  : never

/** The shape of what is picked. @example alongAxis('takeAlongAxis', [3, 5], 1, [3, 2]) // [3, 2] */
export const alongAxis = (operator: string, shape: Shape, axis: number, indices: Shape): Shape | string => {
  const along = axisIndex(shape, axis)
  if (along === undefined) return axisSentence(operator, shape, axis)
  const values = { op: operator, indices, x: shape }
  if (indices.length !== shape.length) return message(sentences.rank, { ...values, a: indices.length, b: shape.length })
  const i = shape.findIndex((dim, at) => at !== along && dim !== indices[at])
  return i < 0 ? indices : message(sentences.dim, { ...values, a: indices[i] ?? 0, b: shape[i] ?? 0, i, axis })
}
