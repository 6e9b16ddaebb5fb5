/**
 * Matrix products: `[..., m, k]` times `[..., k, n]` is `[..., m, n]`, the batch prefixes broadcast.
 */
import { broadcastShapes, type BroadcastShapes, type Clash } from './broadcast.js'
import { message, type Message } from './message.js'
import type { Box, Dim, IsWide, Shape } from './shape.js'

const sentences = {
  left: 'matmul: left operand {a} has rank {rank}, expected 2 or more (right operand {b})',
  right: 'matmul: right operand {b} has rank {rank}, expected 2 or more (left operand {a})',
  inner: 'matmul: inner dimensions differ: {a} x {b} ({x} != {y})',
  batch: 'matmul: batch dimensions do not broadcast: {a} x {b} ({x} vs {y})',
} as const

/** Whether two dimensions are the same, or one of them is wide. Decided inside generic code for equal parameters. */
export type SameDim<A, B> =
  Box<A> extends Box<B> ? true
  : IsWide<A> extends true ? true
  : IsWide<B> extends true ? true
  : false

/** The shape of a matrix product. */
export type MatMul<A extends Shape, B extends Shape> =
  number extends A['length'] ? Shape
  : number extends B['length'] ? Shape
  : A extends readonly [...infer BatchA extends Shape, infer M extends Dim, infer K extends Dim] ?
    B extends readonly [...infer BatchB extends Shape, infer K2 extends Dim, infer N extends Dim] ?
      SameDim<K, K2> extends true ?
        BatchB extends readonly [] ? [...BatchA, M, N]
        : BroadcastShapes<BatchA, BatchB> extends infer Batch extends Shape ? [...Batch, M, N]
        : BroadcastShapes<BatchA, BatchB> extends Clash<infer x, infer y> ?
          Message<typeof sentences.batch, { a: A; b: B; x: x; y: y }>
        : never
      : Message<typeof sentences.inner, { a: A; b: B; x: K; y: K2 }>
    : Message<typeof sentences.right, { a: A; b: B; rank: B['length'] }>
  : Message<typeof sentences.left, { a: A; b: B; rank: A['length'] }>

/** The shape of a matrix product. @example matmul([8, 32, 784], [784, 10]) // [8, 32, 10] */
export const matmul = (a: Shape, b: Shape): Shape | string => {
  const [m, k] = a.slice(-2)
  if (m === undefined || k === undefined) return message(sentences.left, { a, b, rank: a.length })
  const [k2, n] = b.slice(-2)
  if (k2 === undefined || n === undefined) return message(sentences.right, { a, b, rank: b.length })
  if (k !== k2) return message(sentences.inner, { a, b, x: k, y: k2 })
  const batch = broadcastShapes(a.slice(0, -2), b.slice(0, -2))
  return 'clash' in batch ? message(sentences.batch, { a, b, x: batch.clash[0], y: batch.clash[1] }) : [...batch, m, n]
}
