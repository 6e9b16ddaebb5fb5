/**
 * Scaled dot-product attention: query `[..., n, d]`, key `[..., m, d]`, value `[..., m, e]` give `[..., n, e]`, the leading
 * axes broadcast. The scores, which a mask must broadcast to, are `[..., n, m]`.
 */
import { broadcastShapes, stretchShape, type BroadcastShapes, type Clash, type StretchShape } from './broadcast.js'
import type { SameDim } from './matmul.js'
import { message, type Message } from './message.js'
import type { Dim, Shape } from './shape.js'

const sentences = {
  query: 'scaledDotProductAttention: query {q} has rank {rank}, expected 2 or more (key {k})',
  key: 'scaledDotProductAttention: key {k} has rank {rank}, expected 2 or more (query {q})',
  width: 'scaledDotProductAttention: query {q} has {a} features, key {k} has {b}',
  batch: 'scaledDotProductAttention: leading axes of query {q} and key {k} do not broadcast ({x} vs {y})',
  value: 'scaledDotProductAttention: value {v} has rank {rank}, expected 2 or more (key {k})',
  length: 'scaledDotProductAttention: key {k} has length {a}, value {v} has {b}',
  values: 'scaledDotProductAttention: leading axes of scores {s} and value {v} do not broadcast ({x} vs {y})',
  mask: '{op}: cannot broadcast mask {m} to scores {s} ({x} vs {y})',
  maskRank: '{op}: cannot broadcast mask {m} to scores {s} (rank {x} vs {y})',
} as const

/** The shape of the scores, `[..., n, m]`: what a query and a key have to say to each other. */
export type AttentionScores<Q extends Shape, K extends Shape> =
  number extends Q['length'] ? Shape
  : number extends K['length'] ? Shape
  : Q extends readonly [...infer BatchQ extends Shape, infer N extends Dim, infer D extends Dim] ?
    K extends readonly [...infer BatchK extends Shape, infer M extends Dim, infer D2 extends Dim] ?
      SameDim<D, D2> extends true ?
        BroadcastShapes<BatchQ, BatchK> extends infer Batch extends Shape ? [...Batch, N, M]
        : BroadcastShapes<BatchQ, BatchK> extends Clash<infer x, infer y> ?
          Message<typeof sentences.batch, { q: Q; k: K; x: x; y: y }>
        : never
      : Message<typeof sentences.width, { q: Q; k: K; a: D; b: D2 }>
    : Message<typeof sentences.key, { q: Q; k: K; rank: K['length'] }>
  : Message<typeof sentences.query, { q: Q; k: K; rank: Q['length'] }>

type Weighted<Scores extends Shape, K extends Shape, V extends Shape> =
  number extends Scores['length'] ? Shape
  : number extends V['length'] ? Shape
  : Scores extends readonly [...infer Batch extends Shape, infer N extends Dim, infer M extends Dim] ?
    V extends readonly [...infer BatchV extends Shape, infer M2 extends Dim, infer E extends Dim] ?
      SameDim<M, M2> extends true ?
        BroadcastShapes<Batch, BatchV> extends infer All extends Shape ? [...All, N, E]
        : BroadcastShapes<Batch, BatchV> extends Clash<infer x, infer y> ?
          Message<typeof sentences.values, { s: Scores; v: V; x: x; y: y }>
        : never
      : Message<typeof sentences.length, { k: K; v: V; a: M; b: M2 }>
    : Message<typeof sentences.value, { k: K; v: V; rank: V['length'] }>
  : never

/** The shape of attention's result, `[..., n, e]`. */
export type Attention<Q extends Shape, K extends Shape, V extends Shape> =
  AttentionScores<Q, K> extends infer Scores extends Shape ? Weighted<Scores, K, V> : AttentionScores<Q, K>

/** `M` when it can be stretched to the scores, else a sentence. True of any mask when the scores are themselves a sentence. */
export type AttentionMask<Op extends string, Scores, M extends Shape> =
  Scores extends readonly (infer _Dims extends Dim)[] ?
    number extends Scores['length'] ? M
    : number extends M['length'] ? M
    : StretchShape<M, Scores> extends infer Out ?
      Out extends true ? M
      : Out extends Clash<infer x, infer y> ? Message<typeof sentences.mask, { op: Op; m: M; s: Scores; x: x; y: y }>
      : Message<typeof sentences.maskRank, { op: Op; m: M; s: Scores; x: M['length']; y: Scores['length'] }>
    : never
  : M

/** The shape of the scores. @example attentionScores([8, 16, 64], [8, 20, 64]) // [8, 16, 20] */
export const attentionScores = (q: Shape, k: Shape): Shape | string => {
  const [n, d] = q.slice(-2)
  if (n === undefined || d === undefined) return message(sentences.query, { q, k, rank: q.length })
  const [m, d2] = k.slice(-2)
  if (m === undefined || d2 === undefined) return message(sentences.key, { q, k, rank: k.length })
  if (d !== d2) return message(sentences.width, { q, k, a: d, b: d2 })
  const batch = broadcastShapes(q.slice(0, -2), k.slice(0, -2))
  return 'clash' in batch ? message(sentences.batch, { q, k, x: batch.clash[0], y: batch.clash[1] }) : [...batch, n, m]
}

/** The shape of attention's result. @example attention([8, 16, 64], [8, 20, 64], [8, 20, 32]) // [8, 16, 32] */
export const attention = (q: Shape, k: Shape, v: Shape): Shape | string => {
  const s = attentionScores(q, k)
  if (typeof s === 'string') return s
  const [n = 1, m = 1] = s.slice(-2)
  const [m2, e] = v.slice(-2)
  if (m2 === undefined || e === undefined) return message(sentences.value, { k, v, rank: v.length })
  if (m !== m2) return message(sentences.length, { k, v, a: m, b: m2 })
  const all = broadcastShapes(s.slice(0, -2), v.slice(0, -2))
  return 'clash' in all ? message(sentences.values, { s, v, x: all.clash[0], y: all.clash[1] }) : [...all, n, e]
}

/** The mask's shape when it can be stretched to the scores. @example attentionMask('scaledDotProductAttention', [8, 16, 20], [16, 20]) // [16, 20] */
export const attentionMask = (operator: string, scores: Shape | string, mask: Shape): Shape | string => {
  if (typeof scores === 'string') return mask
  const out = stretchShape(mask, scores)
  if (out === true) return mask
  const values = { op: operator, m: mask, s: scores }
  return out === 'rank' ?
      message(sentences.maskRank, { ...values, x: mask.length, y: scores.length })
    : message(sentences.mask, { ...values, x: out.clash[0], y: out.clash[1] })
}
