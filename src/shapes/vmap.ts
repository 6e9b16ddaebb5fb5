/**
 * Batches: how many samples the arguments of a vectorised function hold. Every argument with an axis must have the same
 * number of them on it; `null` stands for an argument that all samples share.
 */
import { axisIndex, axisSentence, type AxisIndex, type AxisSentence } from './axis.js'
import type { SameDim } from './matmul.js'
import { message, type Message } from './message.js'
import type { Dim, DimAt, IsWide, Shape } from './shape.js'
import type { Failure } from './unify.js'

const sentences = {
  size: 'vmap: argument {position} {x} has {a} samples on axis {axis}, argument {first} {y} has {b}',
  none: 'vmap: no argument has an axis of samples',
} as const

/** The first argument with samples: their number, its position and its shape. */
interface FirstBatch<B extends Dim, Position extends number, X extends Shape> {
  readonly size: B
  readonly position: Position
  readonly shape: X
}

type Walk<Passed, Axes, First, Seen extends unknown[]> =
  Passed extends readonly [infer X extends Shape, ...infer Rest] ?
    Axes extends readonly [infer A, ...infer RestAxes] ?
      A extends number ?
        number extends A | X['length'] ? Walk<Rest, RestAxes, Widened<First, Seen['length'], X>, [...Seen, X]>
        : AxisIndex<X, A> extends infer Index ?
          Index extends undefined ? Failure<Seen['length'], AxisSentence<'vmap', X, A>>
          : First extends FirstBatch<infer B, infer P, infer Y> ?
            SameDim<DimAt<X, Index>, B> extends true ?
              Walk<
                Rest,
                RestAxes,
                IsWide<B> extends true ? FirstBatch<DimAt<X, Index>, Seen['length'], X> : First,
                [...Seen, X]
              >
            : Failure<
                Seen['length'],
                Message<
                  typeof sentences.size,
                  { position: Seen['length']; x: X; a: DimAt<X, Index>; axis: A; first: P; y: Y; b: B }
                >
              >
          : Walk<Rest, RestAxes, FirstBatch<DimAt<X, Index>, Seen['length'], X>, [...Seen, X]>
        : never
      : Walk<Rest, RestAxes, First, [...Seen, X]>
    : First
  : First

type Widened<First, Position extends number, X extends Shape> =
  First extends FirstBatch<Dim, number, Shape> ? First : FirstBatch<number, Position, X>

type Outcome<Passed extends readonly Shape[], Axes extends readonly (number | null)[]> =
  Walk<Passed, Axes, undefined, []> extends infer Out ?
    Out extends undefined ?
      Failure<0, typeof sentences.none>
    : Out
  : never

/** `[B]`, the number of samples, or the sentence about the first argument that has another. */
export type BatchSize<Passed extends readonly Shape[], Axes extends readonly (number | null)[]> =
  number extends Passed['length'] ? [number]
  : Outcome<Passed, Axes> extends infer Out ?
    Out extends Failure<unknown, infer Sentence> ? Sentence
    : Out extends FirstBatch<infer B, number, Shape> ? [B]
    : never
  : never

/** The sentence when it is the argument at this position (`"0"`, `"1"`, …) that does not fit; `true` otherwise. */
export type BatchArgument<Passed extends readonly Shape[], Axes extends readonly (number | null)[], Position> =
  number extends Passed['length'] ? true
  : Outcome<Passed, Axes> extends infer Out ?
    Out extends Failure<infer P extends number, infer Sentence> ?
      `${P}` extends Position ?
        Sentence
      : true
    : true
  : never

/** The number of samples. @example batchSize([['batch', 3], [5]], [0, null]) // ['batch'] */
export const batchSize = (passed: readonly Shape[], axes: readonly (number | null)[]): Shape | string => {
  let first: { readonly size: Dim; readonly position: number; readonly shape: Shape } | undefined
  for (const [position, shape] of passed.entries()) {
    const axis = axes[position] ?? null
    if (axis === null) continue
    const index = axisIndex(shape, axis)
    if (index === undefined) return axisSentence('vmap', shape, axis)
    const size = shape[index] ?? 1
    first ??= { size, position, shape }
    if (first.size !== size) {
      const other = { first: first.position, y: first.shape, b: first.size }
      return message(sentences.size, { position, x: shape, a: size, axis, ...other })
    }
  }
  return first === undefined ? sentences.none : [first.size]
}
