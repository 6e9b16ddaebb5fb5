/** gatherRows: rows of a table, chosen when the program runs. */
import type { DType, FloatDType, IntegerDType } from '../../shapes/dtype.js'
import { gather as gatherShape, type Gather } from '../../shapes/gather.js'
import type { Argument, Result } from '../../shapes/rule.js'
import type { Shape } from '../../shapes/shape.js'
import { defineOperator } from '../operator.js'
import { gatherAlong } from '../primitives/scatter.js'
import { record } from '../record.js'
import type { Tensor } from '../tensor.js'
import { floatResult, integerFault, operandShape } from './support/types.js'

/**
 * y[i…, r…] = x[index[i…], r…]: table `[n, ...row]`, integer indices `[...]` → `[..., ...row]`. An index outside 0 … n − 1 gives a
 * row of zeros and no gradient; repeated indices add their gradients. PyTorch: `embedding(index, x)`, which fails there.
 *
 * @throws ShapeError when the table is a scalar
 * @example
 * const embeddings = zeros([1000, 64])
 * const tokens = input('tokens', ['batch', 16], 'i32')
 * gatherRows(embeddings, tokens) // => [batch, 16, 64]
 */
export function gatherRows<S extends Shape, D extends FloatDType, I extends Shape>(
  x: Tensor<S, D>,
  indices: Argument<Gather<'gatherRows', S, 0, I>, Tensor<I, IntegerDType>>,
): Tensor<Result<Gather<'gatherRows', S, 0, I>>, D> {
  return record('gatherRows', [x, indices]) as Tensor<Result<Gather<'gatherRows', S, 0, I>>, D>
}

declare module '../tensor.js' {
  interface Tensor<out S extends Shape, out D extends DType> {
    /** gatherRows: rows of a table, chosen when the program runs. See `gatherRows`. */
    gatherRows<S extends Shape, D extends FloatDType, I extends Shape>(
      this: Tensor<S, D>,
      indices: Argument<Gather<'gatherRows', S, 0, I>, Tensor<I, IntegerDType>>,
    ): Tensor<Result<Gather<'gatherRows', S, 0, I>>, D>
  }
}

defineOperator({
  name: 'gatherRows',
  infer: (operands) =>
    integerFault('gatherRows', 'the index tensor', operands[1]!) ??
    floatResult(
      'gatherRows',
      operands.slice(0, 1),
      gatherShape('gatherRows', operandShape(operands, 0), 0, operandShape(operands, 1)),
    ),
  expand: (build, [x, indices]) => gatherAlong(build, x!, 0, indices!),
})
