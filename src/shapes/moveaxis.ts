/**
 * Axes moved to other places; the rest keep their order. In: a shape, the axes and where they are to be in the result, each a
 * number or lists of one length; out: the shape in the new order, or a sentence.
 */
import { axisIndex, type AxisIndex } from './axis.js'
import { message, type Message } from './message.js'
import { reduceAxes, type Reduce } from './reduce.js'
import type { Dim, DimAt, Shape } from './shape.js'

const sentences = { count: 'moveaxis: source {a} has {x} axes, destination {b} has {y} (input {shape})' } as const

/** One axis or several. */
export type SomeAxes = number | readonly number[]

type AsList<A extends SomeAxes> = A extends readonly number[] ? A : [A]

type IsWideList<A extends SomeAxes> =
  A extends readonly number[] ?
    number extends A['length'] ? true
    : number extends A[number] ? true
    : false
  : number extends A ? true
  : false

/** The union of [place in the result, axis]. */
type Moves<S extends Shape, A, B> =
  A extends readonly [infer a extends number, ...infer RestA] ?
    B extends readonly [infer b extends number, ...infer RestB] ?
      [AxisIndex<S, b>, AxisIndex<S, a>] | Moves<S, RestA, RestB>
    : never
  : never

type Place<S extends Shape, Others, All, Out extends Dim[] = []> =
  Out['length'] extends S['length'] ? Out
  : [Extract<All, [Out['length'], unknown]>] extends [never] ?
    Others extends readonly [infer Head extends Dim, ...infer Tail] ?
      Place<S, Tail, All, [...Out, Head]>
    : Out
  : Place<S, Others, All, [...Out, DimAt<S, Extract<All, [Out['length'], unknown]>[1]>]>

type Moved<S extends Shape, A extends readonly number[], B extends readonly number[]> =
  Reduce<'moveaxis', S, A> extends infer Others ?
    Others extends string ? Others
    : Reduce<'moveaxis', S, B> extends infer Sentence extends string ? Sentence
    : A['length'] extends B['length'] ? Place<S, Others, Moves<S, A, B>>
    : Message<typeof sentences.count, { a: A; x: A['length']; b: B; y: B['length']; shape: S }>
  : never

/** The shape in the new order. `Moveaxis<[2, 3, 4], 0, -1>` is `[3, 4, 2]`. */
export type Moveaxis<S extends Shape, A extends SomeAxes, B extends SomeAxes> =
  number extends S['length'] ? Shape
  : IsWideList<A> extends true ? Shape
  : IsWideList<B> extends true ? Shape
  : Moved<S, AsList<A>, AsList<B>>

/** For each axis of the result, the axis it was; a sentence when they are not sound. */
export const movedAxes = (
  shape: Shape,
  source: number | readonly number[],
  destination: number | readonly number[],
): readonly number[] | string => {
  const a = typeof source === 'number' ? [source] : source
  const b = typeof destination === 'number' ? [destination] : destination
  for (const axes of [a, b]) {
    const found = reduceAxes('moveaxis', shape, axes)
    if (typeof found === 'string') return found
  }
  if (a.length !== b.length) return message(sentences.count, { a, x: a.length, b, y: b.length, shape })
  const from = a.map((axis) => axisIndex(shape, axis) ?? 0)
  const to = b.map((axis) => axisIndex(shape, axis) ?? 0)
  const others = shape.map((_, axis) => axis).filter((axis) => !from.includes(axis))
  return shape.map((_, axis) => (to.includes(axis) ? from[to.indexOf(axis)] : others.shift()) ?? 0)
}

/** The shape in the new order. @example moveaxis([2, 3, 4], 0, -1) // [3, 4, 2] */
export const moveaxis = (
  shape: Shape,
  source: number | readonly number[],
  destination: number | readonly number[],
): Shape | string => {
  const order = movedAxes(shape, source, destination)
  return typeof order === 'string' ? order : order.map((axis) => shape[axis] ?? 1)
}
