/**
 * Rotary position embedding: the last axis of `[..., n, d]` holds pairs, so d is even; axis −2 holds the positions. The
 * result has the shape of the input.
 */
import { divideDims, type DivideDims } from './dim.js'
import { message, type Message } from './message.js'
import type { Dim, Plain, Shape } from './shape.js'

const sentences = {
  rank: 'rope: input {x} has rank {rank}, expected 2 or more',
  even: 'rope: input {x} has {d} features on its last axis, expected an even number of them',
} as const

/** `X` when its last axis holds pairs, else a sentence. */
export type Rope<X extends Shape> =
  number extends X['length'] ? Shape
  : X extends readonly [...Shape, Dim, infer D extends Dim] ?
    DivideDims<D, 2> extends false ?
      Message<typeof sentences.even, { x: X; d: D }>
    : Plain<X>
  : Message<typeof sentences.rank, { x: X; rank: X['length'] }>

/** The shape of the input when its last axis holds pairs. @example rope(['batch', 16, 64]) // ['batch', 16, 64] */
export const rope = (x: Shape): Shape | string => {
  const width = x.at(-1)
  if (x.length < 2 || width === undefined) return message(sentences.rank, { x, rank: x.length })
  return divideDims(width, 2) === false ? message(sentences.even, { x, d: width }) : x
}
