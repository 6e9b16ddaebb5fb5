/**
 * A choice between two tensors by a mask: all three broadcast together. In: three shapes; out: the shape of the result, or
 * the sentence about the first that does not fit those before it.
 */
import { broadcast, type Broadcast } from './broadcast.js'
import type { Dim, Shape } from './shape.js'

/** `Where<[32, 1], [10], []>` is `[32, 10]`. */
export type Where<Mask extends Shape, A extends Shape, B extends Shape> =
  Broadcast<'where', Mask, A> extends infer First ?
    First extends readonly (infer _Dims extends Dim)[] ?
      Broadcast<'where', First, B>
    : First
  : never

/** The shape of a choice. @example where([32, 1], [10], []) // [32, 10] */
export const where = (mask: Shape, a: Shape, b: Shape): Shape | string => {
  const first = broadcast('where', mask, a)
  return typeof first === 'string' ? first : broadcast('where', first, b)
}
