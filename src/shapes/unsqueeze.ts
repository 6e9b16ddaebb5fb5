/**
 * A new axis. In: a shape and where the axis is to be, counted in the result, negative from its end; out: the shape with one
 * more dimension, or the sentence that there is no such place.
 */
import { axisIndex, type AxisIndex } from './axis.js'
import { message, type Message } from './message.js'
import type { Dim, Shape } from './shape.js'

const sentences = {
  range: '{op}: axis {axis} is out of range for a new axis of {shape} (expected -{n} to {rank})',
} as const

/** The dimensions of `S` with `D` before the one at `Index`, or after all of them. */
type InsertAt<S extends Shape, Index, D extends Dim, Done extends Dim[] = []> =
  Done['length'] extends Index ? [...Done, D, ...S]
  : S extends readonly [infer Head extends Dim, ...infer Tail extends Shape] ? InsertAt<Tail, Index, D, [...Done, Head]>
  : Done

/** `S` with a new axis of size `D` at `A`: what unsqueeze and stack have in common. */
export type NewAxis<Op extends string, S extends Shape, A extends number, D extends Dim> =
  number extends S['length'] ? Shape
  : number extends A ? Shape
  : AxisIndex<[...S, 1], A> extends infer Index ?
    Index extends undefined ?
      Message<typeof sentences.range, { op: Op; axis: A; shape: S; n: [...S, 1]['length']; rank: S['length'] }>
    : InsertAt<S, Index, D>
  : never

/** The shape with a new axis of size 1. `Unsqueeze<[2, 3], -1>` is `[2, 3, 1]`. */
export type Unsqueeze<S extends Shape, A extends number> = NewAxis<'unsqueeze', S, A, 1>

/** The shape with a new axis of size `dim` at `axis`. */
export const newAxis = (operator: string, shape: Shape, axis: number, dim: Dim): Shape | string => {
  const index = axisIndex([...shape, 1], axis)
  return index === undefined ?
      message(sentences.range, { op: operator, axis, shape, n: shape.length + 1, rank: shape.length })
    : [...shape.slice(0, index), dim, ...shape.slice(index)]
}

/** The shape with a new axis of size 1. @example unsqueeze([2, 3], -1) // [2, 3, 1] */
export const unsqueeze = (shape: Shape, axis: number): Shape | string => newAxis('unsqueeze', shape, axis, 1)
