/**
 * A row added at a fixed place of the first axis: x `[n, ...row]`, the row's index, the row `[...row]`; the result has the
 * shape of x. `ScatterIndex` and `ScatterRow` are the parts of the rule that concern one argument each.
 */
import { hasPosition, type HasPosition } from './fin.js'
import type { SameDim } from './matmul.js'
import { message, type Message } from './message.js'
import type { Dim, Plain, Shape } from './shape.js'

const sentences = {
  scalar: 'scatterAdd: {x} has rank 0, expected 1 or more',
  range: 'scatterAdd: index {at} is out of range for axis 0 of {x} (size {size})',
  whole: 'scatterAdd: index {at} is not a whole number (axis 0 of {x})',
  rank: 'scatterAdd: row {row} has rank {a}, rows of {x} have rank {b}',
  dim: 'scatterAdd: row {row} does not fit the rows of {x} ({a} != {b} on axis {axis} of the row)',
} as const

/** The index when the first axis has it, else a sentence. */
export type ScatterIndex<X extends Shape, I extends number> =
  number extends X['length'] ? I
  : X extends readonly [infer Size extends Dim, ...Shape] ?
    number extends I ? I
    : `${I}` extends `${bigint}` ?
      HasPosition<Size, I> extends true ?
        I
      : Message<typeof sentences.range, { at: I; x: X; size: Size }>
    : Message<typeof sentences.whole, { at: I; x: X }>
  : Message<typeof sentences.scalar, { x: X }>

type Fit<X extends Shape, Row extends Shape, RestX, RestRow, Axis extends unknown[] = []> =
  RestX extends readonly [infer b, ...infer TailX] ?
    RestRow extends readonly [infer a, ...infer TailRow] ?
      SameDim<a, b> extends true ?
        Fit<X, Row, TailX, TailRow, [...Axis, a]>
      : Message<typeof sentences.dim, { row: Row; x: X; a: a; b: b; axis: Axis['length'] }>
    : never
  : Row

/** The row when it fits the rows of x, else a sentence. True of any row when x has none. */
export type ScatterRow<X extends Shape, Row extends Shape> =
  number extends X['length'] ? Row
  : number extends Row['length'] ? Row
  : X extends readonly [Dim, ...infer Rest extends Shape] ?
    Row['length'] extends Rest['length'] ?
      Fit<X, Row, Rest, Row>
    : Message<typeof sentences.rank, { row: Row; x: X; a: Row['length']; b: Rest['length'] }>
  : Row

/** The shape of x when index and row fit it. `ScatterAdd<[5, 3], -1, [3]>` is `[5, 3]`. */
export type ScatterAdd<X extends Shape, I extends number, Row extends Shape> =
  [ScatterIndex<X, I>] extends [string] ? ScatterIndex<X, I>
  : [ScatterRow<X, Row>] extends [string] ? ScatterRow<X, Row>
  : Plain<X>

/** The shape of x when index and row fit it. @example scatterAdd([5, 3], -1, [3]) // [5, 3] */
export const scatterAdd = (x: Shape, index: number, row: Shape): Shape | string => {
  const [size, ...rest] = x
  if (size === undefined) return message(sentences.scalar, { x })
  if (!Number.isInteger(index)) return message(sentences.whole, { at: index, x })
  if (!hasPosition(size, index)) return message(sentences.range, { at: index, x, size })
  if (row.length !== rest.length) return message(sentences.rank, { row, x, a: row.length, b: rest.length })
  const axis = row.findIndex((dim, i) => dim !== rest[i])
  return axis < 0 ? x : message(sentences.dim, { row, x, a: row[axis] ?? 0, b: rest[axis] ?? 0, axis })
}
