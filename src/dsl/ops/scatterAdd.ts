/** scatterAdd: a row added to one row of a tensor. */
import type { DType } from '../../shapes/dtype.js'
import type { Float, FloatOperand, SameOperand } from '../../shapes/promotion.js'
import type { Argument } from '../../shapes/rule.js'
import { scatterAdd as scatterAddShape, type ScatterIndex, type ScatterRow } from '../../shapes/scatter.js'
import type { Shape } from '../../shapes/shape.js'
import { apply, read, select } from '../comprehension/expression.js'
import { zero } from '../comprehension/guards.js'
import { minus } from '../comprehension/index-expression.js'
import { defineOperator } from '../operator.js'
import { map } from '../primitives/map.js'
import { record } from '../record.js'
import type { Tensor } from '../tensor.js'
import { floatResult, operandShape } from './support/types.js'

/**
 * A copy of x in which x[index] is x[index] + row: x `[n, ...row]`, row `[...row]` → `[n, ...row]`. The index is part of the
 * graph and may be negative, counted from the end. PyTorch: `index_add(x, 0, index, row)` with one index; TorchLean:
 * `scatterAddVec`, `scatterAddRow`.
 *
 * @throws ShapeError when the index is out of range or the row does not fit
 * @example
 * const session = new Session()
 * const table = session.input([2, 3], [1, 2, 3, 4, 5, 6])
 * const row = session.input([3], [10, 20, 30])
 * session.getValue(table.scatterAdd(-1, row)) // => [1, 2, 3, 14, 25, 36]
 */
export function scatterAdd<
  X extends Shape,
  D extends DType,
  const I extends number,
  R extends Shape,
  E extends DType = D,
>(
  x: FloatOperand<'scatterAdd', D, Tensor<X, D>>,
  index: Argument<ScatterIndex<X, I>, I>,
  row: SameOperand<'scatterAdd', D, E, Argument<ScatterRow<X, R>, Tensor<R, E>>>,
): Tensor<X, Float<D>> {
  return record('scatterAdd', [x, row], { index: index as number }) as Tensor<X, Float<D>>
}

declare module '../tensor.js' {
  interface TensorMethods {
    /** scatterAdd: a row added to one row of a tensor. See `scatterAdd`. */
    scatterAdd<X extends Shape, D extends DType, const I extends number, R extends Shape, E extends DType = D>(
      this: FloatOperand<'scatterAdd', D, Tensor<X, D>>,
      index: Argument<ScatterIndex<X, I>, I>,
      row: SameOperand<'scatterAdd', D, E, Argument<ScatterRow<X, R>, Tensor<R, E>>>,
    ): Tensor<X, Float<D>>
  }
}

defineOperator<{ index: number }>({
  name: 'scatterAdd',
  infer: (operands, { index }) =>
    floatResult('scatterAdd', operands, scatterAddShape(operandShape(operands, 0), index, operandShape(operands, 1))),
  expand(build, operands, attributes) {
    const [x, row] = [operands[0]!, operands[1]!]
    const index = attributes.index < 0 ? attributes.index + x.shape[0]! : attributes.index
    // In gather form: every element looks whether it is of that row. Its adjoint reads that row of the cotangent.
    return map(build, x.shape, (out) =>
      apply('add', read(x, out), select([zero(minus(out[0]!, index))], read(row, out.slice(1)))),
    )
  },
})
