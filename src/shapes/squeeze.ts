/**
 * Axes of size 1 dropped. In: a shape and the axes, or none for every axis that is the number 1; out: what is left. A name
 * is never dropped, not even where it will be bound to 1: the rank would depend on the binding.
 */
import { axisIndex, type AxisIndex } from './axis.js'
import { message, type Message } from './message.js'
import { reduce, reduceAxes, type Axes, type MarkedAxes, type Reduce } from './reduce.js'
import type { Late } from './rule.js'
import type { Dim, DimAt, HasWide, IsWide, Shape } from './shape.js'

const sentences = { size: 'squeeze: axis {axis} of {shape} has size {size}, expected 1' } as const

type WithoutOnes<S extends Shape, Out extends Dim[] = []> =
  S extends readonly [infer Head extends Dim, ...infer Tail extends Shape] ?
    WithoutOnes<Tail, Head extends 1 ? Out : [...Out, Head]>
  : Out

/** The sentence about the first of some sound axes that is not of size 1; undefined when all are. */
type Longer<S extends Shape, Rest> =
  Rest extends readonly [infer Head extends number, ...infer Tail] ?
    DimAt<S, AxisIndex<S, Head>> extends infer D extends Dim ?
      IsWide<D> extends true ? Longer<S, Tail>
      : D extends 1 ? Longer<S, Tail>
      : Message<typeof sentences.size, { axis: Head; shape: S; size: D }>
    : never
  : undefined

/** The list with the sentence in the place of the first axis that is not of size 1; the sentence when there is no list. */
type MarkedLonger<S extends Shape, Rest, Sentence, Out extends unknown[] = []> =
  Rest extends readonly [infer Head extends number, ...infer Tail] ?
    [Longer<S, [Head]>] extends [string] ?
      readonly [...Out, Sentence, ...Tail]
    : MarkedLonger<S, Tail, Sentence, [...Out, Head]>
  : Sentence

type Judged<S extends Shape, Rest, Left> = Longer<S, Rest> extends infer Sentence extends string ? Sentence : Left

/** The shape without axes of size 1. `Squeeze<[1, 3, 1], -1>` is `[1, 3]`. */
export type Squeeze<S extends Shape, A extends Axes = undefined> =
  number extends S['length'] ? Shape
  : [A] extends [undefined | null] ?
    HasWide<S> extends true ?
      Shape
    : WithoutOnes<S>
  : Reduce<'squeeze', S, A> extends infer Left ?
    Left extends string ? Left
    : A extends readonly number[] ?
      number extends A['length'] ? Shape
      : number extends A[number] ? Shape
      : Judged<S, A, Left>
    : number extends A ? Shape
    : Judged<S, [A], Left>
  : never

/** The type of the parameter for the axes: `A`, or the sentence at the axis of the list that it is about. */
export type SqueezeArgument<S extends Shape, A extends Axes> =
  [Squeeze<S, A>] extends [string] ?
    Late<
      [Reduce<'squeeze', S, A>] extends [string] ? MarkedAxes<S, A, Squeeze<S, A>> : MarkedLonger<S, A, Squeeze<S, A>>
    >
  : A

/** The axes to drop, counted from the front; a sentence when one is no axis, repeated or not of size 1. */
export const squeezeAxes = (shape: Shape, axes?: Axes): readonly number[] | string => {
  if (axes === undefined || axes === null) return shape.flatMap((dim, axis) => (dim === 1 ? [axis] : []))
  const found = reduceAxes('squeeze', shape, axes)
  if (typeof found === 'string') return found
  for (const axis of typeof axes === 'number' ? [axes] : axes) {
    const size = shape[axisIndex(shape, axis) ?? 0] ?? 1
    if (size !== 1) return message(sentences.size, { axis, shape, size })
  }
  return found
}

/** The shape without axes of size 1. @example squeeze([1, 3, 1], -1) // [1, 3] */
export const squeeze = (shape: Shape, axes?: Axes): Shape | string => {
  const dropped = squeezeAxes(shape, axes)
  return typeof dropped === 'string' ? dropped : reduce('squeeze', shape, dropped)
}
