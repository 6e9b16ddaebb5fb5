/** chunk: a tensor cut into equal parts. */
import { axisIndex, type AxisCheck } from '../../shapes/axis.js'
import { chunk as chunkShape, type Chunk, type ChunkArgument, type Repeated } from '../../shapes/chunk.js'
import type { DType } from '../../shapes/dtype.js'
import type { Argument } from '../../shapes/rule.js'
import type { Shape } from '../../shapes/shape.js'
import { defineOperator } from '../operator.js'
import { sliceAxis } from '../primitives/movement.js'
import { record } from '../record.js'
import type { Tensor } from '../tensor.js'
import type { Parts } from './support/parts.js'
import { movedResult, operandShape } from './support/types.js'

/**
 * x cut along an axis, by default the first, into so many equal parts. Each part is a node of the graph. PyTorch:
 * `torch.chunk`, which makes the last part smaller, or fewer parts, where the number does not divide the axis; here that is
 * an error, as in NumPy's `split`.
 *
 * @throws ShapeError when the axis is out of range or no multiple of the number
 * @example
 * const projected = zeros(['batch', 192])
 * const [q, k, v] = chunk(projected, 3, -1)
 * q // => [batch, 64]
 */
export function chunk<S extends Shape, D extends DType, const N extends number, const A extends number = 0>(
  x: Tensor<S, D>,
  count: ChunkArgument<S, N, A>,
  axis?: Argument<AxisCheck<'chunk', S, A>, A>,
): Parts<Chunk<S, N, A>, Repeated<Shape, N>, D> {
  const attributes = { count: count as number, axis: (axis as number | undefined) ?? 0 }
  const first = record('chunk', [x], { ...attributes, part: 0 })
  const rest = Array.from({ length: attributes.count - 1 }, (_, i) =>
    record('chunk', [x], { ...attributes, part: i + 1 }),
  )
  return [first, ...rest] as Parts<Chunk<S, N, A>, Repeated<Shape, N>, D>
}

declare module '../tensor.js' {
  interface TensorMethods {
    /** chunk: a tensor cut into equal parts. See `chunk`. */
    chunk<S extends Shape, D extends DType, const N extends number, const A extends number = 0>(
      this: Tensor<S, D>,
      count: ChunkArgument<S, N, A>,
      axis?: Argument<AxisCheck<'chunk', S, A>, A>,
    ): Parts<Chunk<S, N, A>, Repeated<Shape, N>, D>
  }
}

defineOperator<{ count: number; part: number; axis: number }>({
  name: 'chunk',
  infer(operands, { count, part, axis }) {
    const parts = chunkShape(operandShape(operands, 0), count, axis)
    if (typeof parts === 'string') return parts
    return movedResult(operands, parts[part] ?? `chunk: there is no part ${part} of ${count}`)
  },
  expand(build, [x], { part, axis: written }) {
    const axis = axisIndex(x!.shape, written)!
    const size = build.result.shape[axis]!
    return sliceAxis(build, x!, axis, part * size, size)
  },
})
