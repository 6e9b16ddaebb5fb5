/**
 * A shape stretched to one that the author writes, where -1 keeps a dimension. In: the shape and the written one, aligned at
 * the right; out: the latter with each -1 replaced, or the first clash from the right.
 */
import type { Clash, StretchDim } from './broadcast.js'
import { dimFault, type Constructed, type IsSoundShape, type MarkedDims, type ShapeFault } from './construct.js'
import { message, type Message } from './message.js'
import type { Argument, Late } from './rule.js'
import type { Box, Dim, Shape } from './shape.js'

const sentences = {
  clash: 'expand: cannot expand {a} to {b} ({x} vs {y})',
  rank: 'expand: cannot expand {a} to {b} (rank {x} vs {y})',
  keep: 'expand: -1 in {b} stands before the axes of {a}, there is nothing to keep',
  shape: "expand: the shape is a plain array: write its dimensions as literals, or 'as const'",
} as const

type Walk<A, B, Out extends Shape = []> =
  B extends readonly [...infer RestB, infer b extends Dim] ?
    A extends readonly [...infer RestA, infer a extends Dim] ?
      Box<b> extends Box<-1> ? Walk<RestA, RestB, [a, ...Out]>
      : Box<StretchDim<a, b>> extends Box<infer D extends Dim> ? Walk<RestA, RestB, [D, ...Out]>
      : StretchDim<a, b>
    : Box<b> extends Box<-1> ? 'keep'
    : Walk<[], RestB, [b, ...Out]>
  : A extends readonly [] ? Out
  : 'rank'

type Expanded<A extends Shape, B extends Shape> =
  number extends A['length'] ? { [K in keyof B]: B[K] extends -1 ? number : B[K] }
  : Walk<A, B> extends infer Out extends Shape ? Out
  : Walk<A, B> extends Clash<infer x, infer y> ? Message<typeof sentences.clash, { a: A; b: B; x: x; y: y }>
  : Walk<A, B> extends 'keep' ? Message<typeof sentences.keep, { a: A; b: B }>
  : Message<typeof sentences.rank, { a: A; b: B; x: A['length']; y: B['length'] }>

/** `B` with each -1 replaced, when `A` can be stretched to it, else a sentence. `Expand<[3, 1], [-1, 4]>` is `[3, 4]`. */
export type Expand<A extends Shape, B extends Shape> =
  number extends B['length'] ? Shape
  : IsSoundShape<B, -1> extends true ? Expanded<A, Constructed<B>>
  : ShapeFault<'expand', B, -1>

/** The type of the parameter: `B`, a sentence about all of it, or a tuple with a sentence at the faulty dimension. */
export type ExpandArgument<A extends Shape, B extends Shape> =
  IsSoundShape<B, -1> extends true ? Argument<Expand<A, B>, B>
  : number extends B['length'] ? Message<typeof sentences.shape, object>
  : Late<MarkedDims<'expand', B, -1>>

/** `b` with each -1 replaced, when `a` can be stretched to it. @example expand([3, 1], [-1, 4]) // [3, 4] */
export const expand = (a: Shape, b: Shape): Shape | string => {
  for (const dim of b) {
    const fault = dim === -1 ? undefined : dimFault('expand', dim)
    if (fault !== undefined) return fault
  }
  const out: Dim[] = []
  for (let back = 1; back <= b.length; back++) {
    const x = a[a.length - back]
    const y = b[b.length - back] ?? 1
    if (x === undefined && y === -1) return message(sentences.keep, { a, b })
    if (x !== undefined && y !== -1 && x !== y && x !== 1) return message(sentences.clash, { a, b, x, y })
    out.unshift(x !== undefined && y === -1 ? x : y)
  }
  return a.length > b.length ? message(sentences.rank, { a, b, x: a.length, y: b.length }) : out
}
