/**
 * Rows picked by an index tensor, as `take` of NumPy and the embedding of PyTorch: the axis is replaced by the shape of
 * the indices.
 */
import { axisIndex, axisSentence, type AxisIndex, type AxisSentence } from './axis.js'
import type { Plain, ReplaceAt, Shape } from './shape.js'

/** `Gather<'take', [50, 16], 0, ['batch', 8]>` is `['batch', 8, 16]`. */
export type Gather<Op extends string, S extends Shape, A extends number, Indices extends Shape> =
  number extends S['length'] ? Shape
  : number extends Indices['length'] ? Shape
  : number extends A ? Shape
  : AxisIndex<S, A> extends infer I ?
    I extends undefined ?
      AxisSentence<Op, S, A>
    : Plain<ReplaceAt<S, I, Indices>>
  : never

/** The shape of the picked rows. @example gather('take', [50, 16], 0, ['batch', 8]) // ['batch', 8, 16] */
export const gather = (operator: string, shape: Shape, axis: number, indices: Shape): Shape | string => {
  const index = axisIndex(shape, axis)
  return index === undefined ?
      axisSentence(operator, shape, axis)
    : [...shape.slice(0, index), ...indices, ...shape.slice(index + 1)]
}
