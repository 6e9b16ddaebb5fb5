/** scatterAddAlongAxis: every update added to one element along an axis. */
import { axisIndex, type AxisCheck } from '../../shapes/axis.js'
import { alongAxis, type AlongAxisIndices } from '../../shapes/along-axis.js'
import type { DType } from '../../shapes/dtype.js'
import { floats, integers, type FloatOperand, type IntegerOperand, type SameOperand } from '../../shapes/promotion.js'
import type { Argument } from '../../shapes/rule.js'
import { sameShape, type SameShape } from '../../shapes/same-shape.js'
import type { Shape } from '../../shapes/shape.js'
import { apply, read } from '../comprehension/expression.js'
import { within } from '../comprehension/guards.js'
import { lookup } from '../comprehension/index-expression.js'
import { defineOperator } from '../operator.js'
import { map } from '../primitives/map.js'
import { scatterAdd } from '../primitives/scatter.js'
import { record } from '../record.js'
import type { Tensor } from '../tensor.js'
import { floatResult, operandShape } from './support/types.js'

/**
 * A copy of x in which updates[…, i, …] is added to x[…, indices[…, i, …], …], with the index on `axis`: x `[..., n, ...]`,
 * integer indices and updates `[..., k, ...]` → `[..., n, ...]`. Equal indices add up; one outside 0 … n − 1 adds nothing.
 * PyTorch: `scatter_add(axis, indices, updates)`, which fails there; ONNX: ScatterElements with reduction `add`. Its adjoint
 * in the updates is `takeAlongAxis`.
 *
 * @throws ShapeError when the axis is out of range, the indices do not fit x, or the updates have not their shape
 * @example
 * const session = new Session()
 * const x = session.input([2, 3], [1, 2, 3, 4, 5, 6])
 * const updates = session.input([2, 2], [10, 20, 30, 40])
 * const columns = constant([2, 2, 0, 9], [2, 2], 'i32')
 * session.getValue(x.scatterAddAlongAxis(columns, updates, 1)) // => [1, 2, 33, 34, 5, 6]
 */
export function scatterAddAlongAxis<
  S extends Shape,
  D extends DType,
  I extends Shape,
  U extends Shape,
  const A extends number,
  E extends DType = 'i32',
  F extends DType = D,
>(
  x: FloatOperand<'scatterAddAlongAxis', D, Tensor<S, D>>,
  indices: IntegerOperand<
    'scatterAddAlongAxis',
    'index',
    E,
    Argument<AlongAxisIndices<'scatterAddAlongAxis', S, A, I>, Tensor<I, E>>
  >,
  updates: SameOperand<'scatterAddAlongAxis', D, F, Argument<SameShape<'scatterAddAlongAxis', I, U>, Tensor<U, F>>>,
  axis: Argument<AxisCheck<'scatterAddAlongAxis', S, A>, A>,
): Tensor<S, D> {
  return record('scatterAddAlongAxis', [x, indices, updates], { axis: axis as number }) as Tensor<S, D>
}

declare module '../tensor.js' {
  interface TensorMethods {
    /** scatterAddAlongAxis: every update added to one element along an axis. See `scatterAddAlongAxis`. */
    scatterAddAlongAxis<
      S extends Shape,
      D extends DType,
      I extends Shape,
      U extends Shape,
      const A extends number,
      E extends DType = 'i32',
      F extends DType = D,
    >(
      this: FloatOperand<'scatterAddAlongAxis', D, Tensor<S, D>>,
      indices: IntegerOperand<
        'scatterAddAlongAxis',
        'index',
        E,
        Argument<AlongAxisIndices<'scatterAddAlongAxis', S, A, I>, Tensor<I, E>>
      >,
      updates: SameOperand<'scatterAddAlongAxis', D, F, Argument<SameShape<'scatterAddAlongAxis', I, U>, Tensor<U, F>>>,
      axis: Argument<AxisCheck<'scatterAddAlongAxis', S, A>, A>,
    ): Tensor<S, D>
  }
}

defineOperator<{ axis: number }>({
  name: 'scatterAddAlongAxis',
  infer(operands, { axis }) {
    const [shape, indices, updates] = [0, 1, 2].map((position) => operandShape(operands, position))
    const picked = alongAxis('scatterAddAlongAxis', shape!, axis, indices!)
    const outcome = typeof picked === 'string' ? picked : sameShape('scatterAddAlongAxis', indices!, updates!)
    return (
      floats('scatterAddAlongAxis', [operands[0]!.dtype]) ??
      integers('scatterAddAlongAxis', 'index', operands[1]!.dtype) ??
      floatResult(
        'scatterAddAlongAxis',
        operands.filter((_, position) => position !== 1),
        typeof outcome === 'string' ? outcome : shape!,
      )
    )
  },
  expand(build, operands, attributes) {
    const [x, indices, updates] = [operands[0]!, operands[1]!, operands[2]!]
    const axis = axisIndex(x.shape, attributes.axis)!
    const added = scatterAdd(
      build,
      x.shape,
      indices.shape,
      (at) => {
        const place = lookup(indices, at)
        return {
          at: [...at.slice(0, axis), place, ...at.slice(axis + 1)],
          guards: within(place, x.shape[axis]!),
          body: read(updates, at),
        }
      },
      { name: `${build.name}_updates` },
    )
    return map(build, x.shape, (out) => apply('add', read(x, out), read(added, out)))
  },
})
