/**
 * Axes: which one a number means, negative ones counted from the end. In: a shape and an axis; out: the axis from the
 * front, or the sentence that it is out of range.
 */
import { message, type Message } from './message.js'
import type { NegativeAxes } from './nat-tables.js'
import type { Shape } from './shape.js'

const sentences = { range: '{op}: axis {axis} is out of range for {shape} (rank {rank})' } as const

interface AxesOfRank {
  0: never
  1: 0 | -1
  2: 0 | 1 | -1 | -2
  3: 0 | 1 | 2 | -1 | -2 | -3
  4: 0 | 1 | 2 | 3 | -1 | -2 | -3 | -4
  5: 0 | 1 | 2 | 3 | 4 | -1 | -2 | -3 | -4 | -5
  6: 0 | 1 | 2 | 3 | 4 | 5 | -1 | -2 | -3 | -4 | -5 | -6
}

/** The axes a shape has, for the editor's completions. Check an argument with `AxisCheck`, which has a sentence. */
export type Axis<S extends Shape> = S['length'] extends keyof AxesOfRank ? AxesOfRank[S['length']] : number

/** The axis counted from the front; `undefined` when it is out of range. Not for wide axes. */
export type AxisIndex<S extends Shape, A extends number> =
  `${A}` extends keyof S ? A
  : `${S['length']}${A}` extends infer Key extends keyof NegativeAxes ? NegativeAxes[Key]
  : undefined

export type AxisSentence<Op extends string, S extends Shape, A> = Message<
  typeof sentences.range,
  { op: Op; axis: A; shape: S; rank: S['length'] }
>

/** `S` when the axis is one of its axes, else a sentence: the rule of softmax and of every axis argument. */
export type AxisCheck<Op extends string, S extends Shape, A extends number> =
  number extends S['length'] ? S
  : number extends A ? S
  : AxisIndex<S, A> extends undefined ? AxisSentence<Op, S, A>
  : S

/** The axis counted from the front; `undefined` when it is out of range. */
export const axisIndex = (shape: Shape, axis: number): number | undefined => {
  const index = axis < 0 ? axis + shape.length : axis
  return Number.isInteger(index) && index >= 0 && index < shape.length ? index : undefined
}

export const axisSentence = (operator: string, shape: Shape, axis: number): string =>
  message(sentences.range, { op: operator, axis, shape, rank: shape.length })

/** The shape itself when `axis` is one of its axes, else a sentence. @example axisCheck('softmax', [2, 3], -1) // [2, 3] */
export const axisCheck = (operator: string, shape: Shape, axis: number): Shape | string =>
  axisIndex(shape, axis) === undefined ? axisSentence(operator, shape, axis) : shape
