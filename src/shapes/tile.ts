/**
 * A tensor repeated along its axes. In: a shape and how often along each axis, aligned at the right as in NumPy: missing ones
 * are 1, and further ones make new axes in front; out: the shape, each dimension multiplied.
 */
import { multiplyDims, type MultiplyDims } from './dim.js'
import { message, type Message } from './message.js'
import { isNatural, type IsNatural } from './nat.js'
import type { Late } from './rule.js'
import type { Dim, Shape } from './shape.js'

const sentences = {
  whole: 'tile: {at} is not a whole number of times, 0 or more, in {repeats} (input {shape})',
} as const

type Sentence<S extends Shape, R extends readonly number[], At> = Message<
  typeof sentences.whole,
  { at: At; repeats: R; shape: S }
>

type Fault<S extends Shape, R extends readonly number[], At extends number> =
  number extends At ? never
  : IsNatural<At> extends true ? never
  : Sentence<S, R, At>

type FirstFault<S extends Shape, R extends readonly number[], Rest> =
  Rest extends readonly [infer Head extends number, ...infer Tail] ?
    [Fault<S, R, Head>] extends [never] ?
      FirstFault<S, R, Tail>
    : Fault<S, R, Head>
  : undefined

type Walk<S extends Shape, R, Out extends Shape = []> =
  R extends readonly [...infer RestR, infer r extends number] ?
    S extends readonly [...infer RestS extends Shape, infer d extends Dim] ?
      Walk<RestS, RestR, [r extends 1 ? d : MultiplyDims<d, r>, ...Out]>
    : Walk<[], RestR, [r, ...Out]>
  : [...S, ...Out]

/** The shape of the repeated tensor. `Tile<[2, 3], [2]>` is `[2, 6]`. */
export type Tile<S extends Shape, R extends readonly number[]> =
  number extends S['length'] ? Shape
  : number extends R['length'] ? Shape
  : FirstFault<S, R, R> extends infer Fault extends string ? Fault
  : Walk<S, R>

/** The list, with the sentence in the place of each number that is not whole. */
export type TileArgument<S extends Shape, R extends readonly number[]> =
  [Tile<S, R>] extends [string] ?
    Late<{ [K in keyof R]: [Fault<S, R, R[K]>] extends [never] ? R[K] : Fault<S, R, R[K]> }>
  : R

/** The shape of the repeated tensor. @example tile([2, 3], [2]) // [2, 6] */
export const tile = (shape: Shape, repeats: readonly number[]): Shape | string => {
  const at = repeats.find((times) => !isNatural(times))
  if (at !== undefined) return message(sentences.whole, { at, repeats, shape })
  const rank = Math.max(shape.length, repeats.length)
  return Array.from({ length: rank }, (_, axis) =>
    multiplyDims(shape[axis - rank + shape.length] ?? 1, repeats[axis - rank + repeats.length] ?? 1),
  )
}
