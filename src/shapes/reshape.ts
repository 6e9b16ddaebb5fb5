/**
 * The same elements under another shape; one `-1` is inferred. Equal dimensions are cancelled before anything is
 * multiplied: that is what lets `["batch", 28, 28]` become `["batch", 784]`, and it keeps the numbers small.
 */
import { divideDims, type DivideDims } from './dim.js'
import { sizeOf, sizeText, type SizeOf, type SizeText } from './size.js'
import { dimFault, type Constructed, type IsSoundShape, type MarkedDims, type ShapeFault } from './construct.js'
import { message, type Message } from './message.js'
import type { Argument, Late } from './rule.js'
import type { Box, Dim, HasWide, IsWide, Shape } from './shape.js'

const sentences = {
  count: 'reshape: {a} has {x} elements, {b} has {y}',
  twice: 'reshape: more than one -1 in {b} (from {a})',
  zero: 'reshape: cannot infer -1 in {b}: its other dimensions have 0 elements ({a} has {x})',
  infer: 'reshape: cannot infer -1 in {b}: {a} has {x} elements, not a multiple of {y}',
  shape: "reshape: the shape is a plain array: write its dimensions as literals, or 'as const'",
} as const

/** `S` without the first dimension equal to `D`; false when there is none. Wide dimensions equal nothing. */
type RemoveDim<S extends Shape, D, Done extends Dim[] = []> =
  S extends readonly [infer Head extends Dim, ...infer Tail extends Shape] ?
    Box<Head> extends Box<D> ?
      [...Done, ...Tail]
    : RemoveDim<Tail, D, [...Done, Head]>
  : false

/** What is left of both when equal dimensions are crossed out; zeros stay, for 0 = 0 * anything. */
type Cancel<A extends Shape, B extends Shape, Kept extends Dim[] = []> =
  A extends readonly [infer Head extends Dim, ...infer Tail extends Shape] ?
    Head extends 1 ? Cancel<Tail, B, Kept>
    : Head extends 0 ? Cancel<Tail, B, [...Kept, Head]>
    : IsWide<Head> extends true ? Cancel<Tail, B, [...Kept, Head]>
    : RemoveDim<B, Head> extends infer Rest ?
      Rest extends Shape ?
        Cancel<Tail, Rest, Kept>
      : Cancel<Tail, B, [...Kept, Head]>
    : never
  : [Kept, B]

type SameCount<A extends Shape, B extends Shape> =
  Cancel<A, B> extends [infer X extends Shape, infer Y extends Shape] ?
    HasWide<X> extends true ? B
    : HasWide<Y> extends true ? B
    : SizeText<X> extends SizeText<Y> ? B
    : Message<typeof sentences.count, { a: A; b: B; x: SizeText<A>; y: SizeText<B> }>
  : never

/** The dimensions before and after the first -1; false when there is none. */
type AroundHole<B extends Shape, Before extends Dim[] = []> =
  B extends readonly [infer Head extends Dim, ...infer After extends Shape] ?
    Box<Head> extends Box<-1> ?
      [Before, After]
    : AroundHole<After, [...Before, Head]>
  : false

type HasZero<S extends Shape> =
  S extends readonly [infer Head, ...infer Tail extends Shape] ?
    Head extends 0 ?
      true
    : HasZero<Tail>
  : false

type Infer<A extends Shape, B extends Shape, Before extends Shape, After extends Shape> =
  AroundHole<After> extends false ?
    HasZero<[...Before, ...After]> extends true ? Message<typeof sentences.zero, { a: A; b: B; x: SizeText<A> }>
    : Cancel<A, [...Before, ...After]> extends [infer X extends Shape, infer Y extends Shape] ?
      HasWide<[...X, ...Y]> extends true ? [...Before, number, ...After]
      : DivideDims<SizeOf<X>, SizeOf<Y>> extends infer D ?
        D extends Dim ?
          [...Before, D, ...After]
        : Message<typeof sentences.infer, { a: A; b: B; x: SizeText<A>; y: SizeText<[...Before, ...After]> }>
      : never
    : never
  : Message<typeof sentences.twice, { a: A; b: B }>

type FillHole<B extends Shape> = { [K in keyof B]: B[K] extends -1 ? number : B[K] }

type ReshapeConstructed<A extends Shape, B extends Shape> =
  number extends A['length'] ? FillHole<B>
  : AroundHole<B> extends infer Parts ?
    Parts extends [infer Before extends Shape, infer After extends Shape] ?
      Infer<A, B, Before, After>
    : SameCount<A, B>
  : never

/** `A` reshaped to `B`: `B` with its -1 inferred, else a sentence. */
export type Reshape<A extends Shape, B extends Shape> =
  number extends B['length'] ? Shape
  : IsSoundShape<B, -1> extends true ? ReshapeConstructed<A, Constructed<B>>
  : ShapeFault<'reshape', B, -1>

/** The type of the parameter: `B`, a sentence about all of it, or a tuple with a sentence at the faulty dimension. */
export type ReshapeArgument<A extends Shape, B extends Shape> =
  IsSoundShape<B, -1> extends true ? Argument<Reshape<A, B>, B>
  : number extends B['length'] ? Message<typeof sentences.shape, object>
  : Late<MarkedDims<'reshape', B, -1>>

/** Crosses out equal dimensions of both shapes. */
const cancel = (a: Shape, b: Shape): readonly [Shape, Shape] => {
  const right = [...b]
  const left = a.filter((dim) => {
    if (dim === 1) return false
    const at = dim === 0 ? -1 : right.indexOf(dim)
    if (at >= 0) right.splice(at, 1)
    return at < 0
  })
  return [left, right]
}

/** `b` with its -1 inferred, when it has as many elements as `a`. @example reshape(['batch', 28, 28], ['batch', -1]) */
export const reshape = (a: Shape, b: Shape): Shape | string => {
  for (const dim of b) {
    const fault = dim === -1 ? undefined : dimFault('reshape', dim)
    if (fault !== undefined) return fault
  }
  const hole = b.indexOf(-1)
  if (hole < 0) {
    const [x, y] = cancel(a, b)
    return sizeText(x) === sizeText(y) ? b : message(sentences.count, { a, b, x: sizeText(a), y: sizeText(b) })
  }
  if (b.indexOf(-1, hole + 1) >= 0) return message(sentences.twice, { a, b })
  const others = b.filter((dim) => dim !== -1)
  if (others.includes(0)) return message(sentences.zero, { a, b, x: sizeText(a) })
  const [x, y] = cancel(a, others)
  const inferred = divideDims(sizeOf(x), sizeOf(y))
  return inferred === false ?
      message(sentences.infer, { a, b, x: sizeText(a), y: sizeText(others) })
    : b.map((dim) => (dim === -1 ? inferred : dim))
}
