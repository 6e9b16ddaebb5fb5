/** split: a tensor cut into parts of given sizes. */
import { axisIndex, type AxisCheck } from '../../shapes/axis.js'
import type { DType } from '../../shapes/dtype.js'
import type { Argument } from '../../shapes/rule.js'
import type { Dim, Shape } from '../../shapes/shape.js'
import { split as splitShape, splitSizes, type Sizes, type Split, type SplitArgument } from '../../shapes/split.js'
import { defineOperator } from '../operator.js'
import { sliceAxis } from '../primitives/movement.js'
import { record } from '../record.js'
import type { Tensor } from '../tensor.js'
import type { Parts } from './support/parts.js'
import { movedResult, operandShape } from './support/types.js'

/**
 * x cut along an axis, by default the first: with a number into parts of that size, of which the last may be smaller, with a
 * list into parts of those sizes, which add up to the axis. Each part is a node of the graph. PyTorch: `torch.split`.
 *
 * @throws ShapeError when the axis is out of range, a size is not whole, the sizes do not add up to the axis, or one size is
 * given for a named axis, of which nobody knows the number of parts
 * @example
 * const x = zeros(['T+1', 10])
 * const [past, last] = split(x, ['T', 1])
 * past // => [T, 10]
 * const [head, tail] = split(x, 8, -1)
 * tail // => [T+1, 2]
 */
export function split<S extends Shape, D extends DType, const N extends Sizes, const A extends number = 0>(
  x: Tensor<S, D>,
  sizes: SplitArgument<S, N, A>,
  axis?: Argument<AxisCheck<'split', S, A>, A>,
): Parts<Split<S, N, A>, N, D> {
  const at = (axis as number | undefined) ?? 0
  const outcome = splitSizes((x as Partial<Tensor>).shape ?? [], sizes as Sizes, at)
  // What is wrong is recorded as it is: recording has the author's line for the sentence.
  const list = typeof outcome === 'string' ? (sizes as Sizes) : outcome
  const count = typeof outcome === 'string' ? 1 : outcome.length
  return Array.from({ length: count }, (_, part) => record('split', [x], { sizes: list, part, axis: at })) as Parts<
    Split<S, N, A>,
    N,
    D
  >
}

declare module '../tensor.js' {
  interface TensorMethods {
    /** split: a tensor cut into parts of given sizes. See `split`. */
    split<S extends Shape, D extends DType, const N extends Sizes, const A extends number = 0>(
      this: Tensor<S, D>,
      sizes: SplitArgument<S, N, A>,
      axis?: Argument<AxisCheck<'split', S, A>, A>,
    ): Parts<Split<S, N, A>, N, D>
  }
}

defineOperator<{ sizes: number | readonly Dim[]; part: number; axis: number }>({
  name: 'split',
  dims: ['sizes'],
  infer(operands, { sizes, part, axis }) {
    const parts = splitShape(operandShape(operands, 0), sizes, axis)
    if (typeof parts === 'string') return parts
    const shape = parts[part]
    return movedResult(operands, shape ?? `split: there is no part ${part} of ${parts.length}`)
  },
  expand(build, [x], { sizes, part, axis: written }) {
    const axis = axisIndex(x!.shape, written)!
    const list = splitSizes(x!.shape, sizes, written) as readonly number[]
    const start = list.slice(0, part).reduce((sum, size) => sum + size, 0)
    return sliceAxis(build, x!, axis, start, list[part]!)
  },
})
