/** gather: fixed positions of one axis. */
import { axisIndex } from '../../shapes/axis.js'
import type { DType } from '../../shapes/dtype.js'
import { gather as gatherShape, type Gather } from '../../shapes/gather.js'
import { positions, type PositionsArgument } from '../../shapes/positions.js'
import type { Argument, Result } from '../../shapes/rule.js'
import type { Shape } from '../../shapes/shape.js'
import { read, select } from '../comprehension/expression.js'
import { within } from '../comprehension/guards.js'
import { lookup, plus, times } from '../comprehension/index-expression.js'
import type { Index, Variable } from '../comprehension/types.js'
import { defineOperator, type Builder } from '../operator.js'
import { map } from '../primitives/map.js'
import { record } from '../record.js'
import type { Tensor } from '../tensor.js'
import { movedResult, operandShape } from './support/types.js'

/**
 * The elements at `indices` of one axis, by default the first: `[n, ...row]` with k indices → `[k, ...row]`. Indices are
 * part of the graph, may repeat (their gradients add) and be negative, counted from the end. PyTorch: `index_select`;
 * `gatherRows` takes indices that are only known when the program runs.
 *
 * @throws ShapeError when the axis or an index is out of range
 * @example
 * const session = new Session()
 * const x = session.input([3], [10, 20, 30])
 * session.getValue(gather(x, [0, 2, 0])) // => [10, 30, 10]
 * gather(zeros([4, 10]), [0, -1]) // => [2, 10]
 */
export function gather<S extends Shape, D extends DType, const I extends readonly number[], const A extends number = 0>(
  x: Tensor<S, D>,
  indices: PositionsArgument<S, NoInfer<A>, I>,
  axis?: Argument<Gather<'gather', S, A, [I['length']]>, A>,
): Tensor<Result<Gather<'gather', S, A, [I['length']]>>, D> {
  const attributes = { axis: (axis as number | undefined) ?? 0, indices: indices as readonly number[] }
  return record('gather', [x], attributes) as Tensor<Result<Gather<'gather', S, A, [I['length']]>>, D>
}

declare module '../tensor.js' {
  interface TensorMethods {
    /** gather: fixed positions of one axis. See `gather`. */
    gather<S extends Shape, D extends DType, const I extends readonly number[], const A extends number = 0>(
      this: Tensor<S, D>,
      indices: PositionsArgument<S, NoInfer<A>, I>,
      axis?: Argument<Gather<'gather', S, A, [I['length']]>, A>,
    ): Tensor<Result<Gather<'gather', S, A, [I['length']]>>, D>
  }
}

/** Position `at` of the list as an index: start + step · at for an even progression, else looked up in a table. */
function positionOf(build: Builder, indices: readonly number[]): (at: Variable) => Index {
  const [start = 0, next = start] = indices
  const step = next - start
  if (indices.every((value, i) => value === start + step * i)) return (at) => plus(times(at, step), start)
  const table = build.constant(indices, [indices.length], 'i32')
  return (at) => lookup(table, [at])
}

defineOperator<{ axis: number; indices: readonly number[] }>({
  name: 'gather',
  infer(operands, { axis, indices }) {
    const shape = operandShape(operands, 0)
    const outcome = gatherShape('gather', shape, axis, [indices.length])
    const sound = positions(shape, axis, indices)
    return movedResult(operands, typeof outcome === 'string' || typeof sound !== 'string' ? outcome : sound)
  },
  expand(build, [x], attributes) {
    const axis = axisIndex(x!.shape, attributes.axis)!
    const size = x!.shape[axis]!
    const position = positionOf(
      build,
      attributes.indices.map((at) => (at < 0 ? at + size : at)),
    )
    return map(
      build,
      build.result.shape,
      (out) => {
        const at = position(out[axis]!)
        const source = out.map((other, i) => (i === axis ? at : other))
        // Bounds prove the guards of a progression away; of a table nothing is known.
        return select(within(at, size), read(x!, source))
      },
      { dtype: build.result.dtype },
    )
  },
})
