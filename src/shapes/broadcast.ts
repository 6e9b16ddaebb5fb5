/**
 * Broadcasting, aligned at the right: a dimension fits an equal one, and 1 fits any. `Broadcast` is symmetric
 * (elementwise operators), `BroadcastTo` is not (a shape is stretched to a given one).
 */
import type { Constructed } from './construct.js'
import { message, type Message } from './message.js'
import type { Box, Dim, IsWide, Plain, Shape } from './shape.js'

const sentences = {
  clash: '{op}: cannot broadcast {a} with {b} ({x} vs {y})',
  to: 'broadcastTo: cannot broadcast {a} to {b} ({x} vs {y})',
  rank: 'broadcastTo: cannot broadcast {a} to {b} (rank {x} vs {y})',
} as const

/** Two dimensions that do not fit. */
export interface Clash<A = unknown, B = unknown> {
  readonly clash: [A, B]
}

/** Two dimensions. That they are equal, or that the second is 1, is one question: generic code can answer it for `[B, B]` and `[B, 1]`. */
interface Pair<out A, out B> {
  readonly a: A
  readonly b: B
}

/** The dimension of two others, in a list of one, which the compiler can tell from a clash inside generic code as well. */
type BroadcastDim<A, B> =
  Box<A> extends Box<1> ? [B]
  : IsWide<A> extends true ? [B]
  : IsWide<B> extends true ? [A]
  : Clash<A, B>

/** The broadcast shape, or the first clash from the right. */
export type BroadcastShapes<A extends Shape, B extends Shape, Out extends Shape = []> =
  A extends readonly [...infer RestA extends Shape, infer a extends Dim] ?
    B extends readonly [...infer RestB extends Shape, infer b extends Dim] ?
      Pair<a, b> extends Pair<b, a> | Pair<unknown, 1> ? BroadcastShapes<RestA, RestB, [a, ...Out]>
      : BroadcastDim<a, b> extends [infer D extends Dim] ? BroadcastShapes<RestA, RestB, [D, ...Out]>
      : BroadcastDim<a, b>
    : [...A, ...Out]
  : [...B, ...Out]

/** The shape of an elementwise operator's result. `add`: `[32, 1]` with `[10]` is `[32, 10]`. */
export type Broadcast<Op extends string, A extends Shape, B extends Shape> =
  Box<A> extends Box<B> ? Plain<A>
  : number extends A['length'] ? Shape
  : number extends B['length'] ? Shape
  : BroadcastShapes<A, B> extends infer Out extends Shape ? Out
  : BroadcastShapes<A, B> extends Clash<infer x, infer y> ?
    Message<typeof sentences.clash, { op: Op; a: A; b: B; x: x; y: y }>
  : never

/** What a dimension becomes when it is stretched to another. */
export type StretchDim<A, B> =
  Box<A> extends Box<B> ? B
  : Box<A> extends Box<1> ? B
  : IsWide<A> extends true ? B
  : IsWide<B> extends true ? B
  : Clash<A, B>

interface RankClash {
  readonly rank: true
}

/** True when `A` can be stretched to `B`, else what is in the way: the first clash from the right, or the rank. */
export type StretchShape<A extends Shape, B extends Shape> =
  A extends readonly [...infer RestA extends Shape, infer a extends Dim] ?
    B extends readonly [...infer RestB extends Shape, infer b extends Dim] ?
      Box<StretchDim<a, b>> extends Box<infer _D extends Dim> ?
        StretchShape<RestA, RestB>
      : StretchDim<a, b>
    : RankClash
  : true

type Stretch<A extends Shape, B extends Shape> =
  number extends A['length'] ? B
  : StretchShape<A, B> extends infer Out ?
    Out extends true ? B
    : Out extends Clash<infer x, infer y> ? Message<typeof sentences.to, { a: A; b: B; x: x; y: y }>
    : Message<typeof sentences.rank, { a: A; b: B; x: A['length']; y: B['length'] }>
  : never

/** `B`, when `A` can be stretched to it, else a sentence. */
export type BroadcastTo<A extends Shape, B extends Shape> =
  number extends B['length'] ? Shape : Stretch<A, Constructed<B>>

/** Whether `A` can be stretched to `B`. */
export type CanBroadcastTo<A extends Shape, B extends Shape> = [BroadcastTo<A, B>] extends [string] ? false : true

/** The broadcast shape, or the first clash from the right. */
export const broadcastShapes = (a: Shape, b: Shape): Shape | { readonly clash: readonly [Dim, Dim] } => {
  const rank = Math.max(a.length, b.length)
  const out: Dim[] = []
  for (let back = 1; back <= rank; back++) {
    const x = a[a.length - back] ?? 1
    const y = b[b.length - back] ?? 1
    if (x !== y && x !== 1 && y !== 1) return { clash: [x, y] }
    out.unshift(x === 1 ? y : x)
  }
  return out
}

/** The shape of an elementwise operator's result. @example broadcast('add', [32, 1], [10]) // [32, 10] */
export const broadcast = (operator: string, a: Shape, b: Shape): Shape | string => {
  const out = broadcastShapes(a, b)
  return 'clash' in out ? message(sentences.clash, { op: operator, a, b, x: out.clash[0], y: out.clash[1] }) : out
}

/** True when `a` can be stretched to `b`, else what is in the way: the first clash from the right, or the rank. */
export const stretchShape = (a: Shape, b: Shape): true | 'rank' | { readonly clash: readonly [Dim, Dim] } => {
  for (let back = 1; back <= Math.min(a.length, b.length); back++) {
    const x = a[a.length - back] ?? 1
    const y = b[b.length - back] ?? 1
    if (x !== y && x !== 1) return { clash: [x, y] }
  }
  return a.length > b.length ? 'rank' : true
}

/** `b`, when `a` can be stretched to it. @example broadcastTo([3, 1], [2, 3, 4]) // [2, 3, 4] */
export const broadcastTo = (a: Shape, b: Shape): Shape | string => {
  const out = stretchShape(a, b)
  if (out === true) return b
  return out === 'rank' ?
      message(sentences.rank, { a, b, x: a.length, y: b.length })
    : message(sentences.to, { a, b, x: out.clash[0], y: out.clash[1] })
}

/** Whether `a` can be stretched to `b`. */
export const canBroadcastTo = (a: Shape, b: Shape): boolean => typeof broadcastTo(a, b) !== 'string'
