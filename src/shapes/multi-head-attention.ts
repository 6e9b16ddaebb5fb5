/**
 * Multi-head self-attention: input `[..., n, d]`, projections wq, wk, wv `[d, width]` and wo `[width, out]`; the heads are
 * consecutive blocks of the width, which they divide. The result is `[..., n, out]`.
 */
import { divideDims, type DivideDims } from './dim.js'
import type { SameDim } from './matmul.js'
import { message, type Message } from './message.js'
import { isNatural, type IsNatural } from './nat.js'
import type { Dim, Shape } from './shape.js'

const sentences = {
  input: 'multiHeadAttention: input {x} has rank {rank}, expected 2 or more ({role} {w})',
  rank: 'multiHeadAttention: {role} {w} has rank {rank}, expected 2 (input {x})',
  features: 'multiHeadAttention: input {x} has {a} features, {role} {w} expects {b}',
  width: 'multiHeadAttention: {role} {w} gives {a} features, wq {q} gives {b}',
  outputRank: 'multiHeadAttention: wo {w} has rank {rank}, expected 2 (wq {q})',
  output: 'multiHeadAttention: wo {w} expects {a} features, wq {q} gives {b}',
  count: 'multiHeadAttention: number of heads {n} is not a whole number, 1 or more (wq {q})',
  heads: 'multiHeadAttention: {n} heads do not divide the {width} features that wq {q} gives',
} as const

/** `W` when it projects `X` to the width that wq `Q` gives (for wq itself: `Q` is `W`), else a sentence. */
export type HeadProjection<Role extends string, X extends Shape, W extends Shape, Q extends Shape> =
  number extends X['length'] ? W
  : number extends W['length'] ? W
  : X extends readonly [...infer _Lead extends Shape, infer _N extends Dim, infer D extends Dim] ?
    W extends readonly [infer Expected extends Dim, infer Width extends Dim] ?
      SameDim<D, Expected> extends true ?
        Q extends readonly [Dim, infer QWidth extends Dim] ?
          SameDim<Width, QWidth> extends true ?
            W
          : Message<typeof sentences.width, { role: Role; w: W; a: Width; q: Q; b: QWidth }>
        : W
      : Message<typeof sentences.features, { x: X; a: D; role: Role; w: W; b: Expected }>
    : Message<typeof sentences.rank, { role: Role; w: W; rank: W['length']; x: X }>
  : Message<typeof sentences.input, { x: X; rank: X['length']; role: Role; w: W }>

/** `O` when it takes the width that wq `Q` gives, else a sentence. True of any when wq is itself wrong. */
export type HeadOutput<Q extends Shape, O extends Shape> =
  number extends O['length'] ? O
  : Q extends readonly [Dim, infer Width extends Dim] ?
    O extends readonly [infer Expected extends Dim, Dim] ?
      SameDim<Expected, Width> extends true ?
        O
      : Message<typeof sentences.output, { w: O; a: Expected; q: Q; b: Width }>
    : Message<typeof sentences.outputRank, { w: O; rank: O['length']; q: Q }>
  : O

/** The number of heads when it divides the width that wq `Q` gives, else a sentence. */
export type HeadCount<Q extends Shape, N extends number> =
  number extends N ? N
  : N extends 0 ? Message<typeof sentences.count, { n: N; q: Q }>
  : IsNatural<N> extends false ? Message<typeof sentences.count, { n: N; q: Q }>
  : Q extends readonly [Dim, infer Width extends Dim] ?
    DivideDims<Width, N> extends false ?
      Message<typeof sentences.heads, { n: N; width: Width; q: Q }>
    : N
  : N

/** The shape of the scores that a mask must broadcast to, `[..., n, n]`: one mask for all heads. */
export type HeadScores<X extends Shape> =
  number extends X['length'] ? Shape
  : X extends readonly [...infer Lead extends Shape, infer N extends Dim, infer _D extends Dim] ? [...Lead, N, N]
  : Shape

type ResultOf<X extends Shape, O extends Shape> =
  number extends X['length'] ? Shape
  : number extends O['length'] ? Shape
  : X extends readonly [...infer Rows extends Shape, infer _D extends Dim] ?
    O extends readonly [Dim, infer Out extends Dim] ?
      [...Rows, Out]
    : Shape
  : Shape

/** The shape of the result, or the first sentence from the left. */
export type MultiHeadAttention<
  X extends Shape,
  Q extends Shape,
  K extends Shape,
  V extends Shape,
  O extends Shape,
  N extends number,
> =
  HeadProjection<'wq', X, Q, Q> extends infer Sentence extends string ? Sentence
  : HeadProjection<'wk', X, K, Q> extends infer Sentence extends string ? Sentence
  : HeadProjection<'wv', X, V, Q> extends infer Sentence extends string ? Sentence
  : HeadOutput<Q, O> extends infer Sentence extends string ? Sentence
  : HeadCount<Q, N> extends infer Sentence extends string ? Sentence
  : ResultOf<X, O>

/** The projection's shape when it takes the input to the width that wq gives. @example headProjection('wk', [16, 64], [64, 32], [64, 32]) // [64, 32] */
export const headProjection = (role: string, x: Shape, w: Shape, q: Shape): Shape | string => {
  const features = x.at(-1)
  if (x.length < 2 || features === undefined) return message(sentences.input, { x, rank: x.length, role, w })
  const [expected, width] = w
  if (w.length !== 2 || expected === undefined || width === undefined)
    return message(sentences.rank, { role, w, rank: w.length, x })
  if (features !== expected) return message(sentences.features, { x, a: features, role, w, b: expected })
  const wanted = q.length === 2 ? q[1] : undefined
  return wanted === undefined || wanted === width ? w : message(sentences.width, { role, w, a: width, q, b: wanted })
}

/** The shape of wo when it takes the width that wq gives. @example headOutput([64, 32], [32, 64]) // [32, 64] */
export const headOutput = (q: Shape, w: Shape): Shape | string => {
  const width = q.length === 2 ? q[1] : undefined
  if (width === undefined) return w
  const [expected] = w
  if (w.length !== 2 || expected === undefined) return message(sentences.outputRank, { w, rank: w.length, q })
  return expected === width ? w : message(sentences.output, { w, a: expected, q, b: width })
}

/** The number of heads when it divides the width that wq gives. @example headCount([64, 32], 4) // 4 */
export const headCount = (q: Shape, heads: number): number | string => {
  if (heads === 0 || !isNatural(heads)) return message(sentences.count, { n: heads, q })
  const width = q.length === 2 ? q[1] : undefined
  return width !== undefined && divideDims(width, heads) === false ?
      message(sentences.heads, { n: heads, width, q })
    : heads
}

/** The shape of the scores that a mask must broadcast to. @example headScores(['batch', 16, 64]) // ['batch', 16, 16] */
export const headScores = (x: Shape): Shape => [...x.slice(0, -1), ...x.slice(-2, -1)]

/** The shape of the result. @example multiHeadAttention([16, 64], [64, 32], [64, 32], [64, 32], [32, 64], 4) // [16, 64] */
export const multiHeadAttention = (x: Shape, q: Shape, k: Shape, v: Shape, o: Shape, heads: number): Shape | string => {
  const parts = [
    headProjection('wq', x, q, q),
    headProjection('wk', x, k, q),
    headProjection('wv', x, v, q),
    headOutput(q, o),
    headCount(q, heads),
  ]
  const sentence = parts.find((part): part is string => typeof part === 'string')
  return sentence ?? [...x.slice(0, -1), o[1] ?? 1]
}
