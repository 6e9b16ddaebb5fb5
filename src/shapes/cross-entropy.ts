/**
 * Losses and metrics of scores `[..., classes]` and integer labels `[...]`, of which crossEntropy is the first: a scalar.
 */
import type { SameShape } from './same-shape.js'
import { message, type Message } from './message.js'
import type { Shape } from './shape.js'

const sentences = {
  scalar: '{op}: logits {a} have rank 0, expected 1 or more (labels {b})',
  rank: '{op}: logits {a} need labels of rank {x}, labels {b} have rank {y}',
  rows: '{op}: labels {b} do not fit logits {a} ({x} != {y} on axis {axis})',
} as const

/** Where the labels first differ from the logits without their last axis. */
type FirstDifference<A extends Shape, B extends Shape, Seen extends unknown[] = []> =
  A extends readonly [infer a, ...infer TailA extends Shape] ?
    B extends readonly [infer b, ...infer TailB extends Shape] ?
      [SameShape<'crossEntropy', [a & (number | string)], [b & (number | string)]>] extends [string] ?
        { x: a; y: b; axis: Seen['length'] }
      : FirstDifference<TailA, TailB, [...Seen, 0]>
    : never
  : undefined

/** `[]`, when the labels fit the logits. */
export type CrossEntropy<Logits extends Shape, Labels extends Shape, Op extends string = 'crossEntropy'> =
  number extends Logits['length'] ? []
  : number extends Labels['length'] ? []
  : Logits extends readonly [...infer Rows extends Shape, unknown] ?
    Rows['length'] extends Labels['length'] ?
      FirstDifference<Rows, Labels> extends infer Found ?
        Found extends { x: infer x; y: infer y; axis: infer axis } ?
          Message<typeof sentences.rows, { op: Op; a: Logits; b: Labels; x: x; y: y; axis: axis }>
        : []
      : never
    : Message<typeof sentences.rank, { op: Op; a: Logits; b: Labels; x: Rows['length']; y: Labels['length'] }>
  : Message<typeof sentences.scalar, { op: Op; a: Logits; b: Labels }>

/** `[]`, when the labels fit the logits. @example crossEntropy(['batch', 10], ['batch']) // [] */
export const crossEntropy = (logits: Shape, labels: Shape, op = 'crossEntropy'): Shape | string => {
  if (logits.length === 0) return message(sentences.scalar, { op, a: logits, b: labels })
  const rows = logits.slice(0, -1)
  if (rows.length !== labels.length)
    return message(sentences.rank, { op, a: logits, b: labels, x: rows.length, y: labels.length })
  const axis = rows.findIndex((dim, i) => dim !== labels[i])
  return axis < 0 ?
      []
    : message(sentences.rows, { op, a: logits, b: labels, x: rows[axis] ?? 0, y: labels[axis] ?? 0, axis })
}
