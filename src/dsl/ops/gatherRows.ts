/** gatherRows: rows of a table, chosen when the program runs. */
import type { DType } from '../../shapes/dtype.js'
import { floats, integers, type FloatOperand, type IntegerOperand } from '../../shapes/promotion.js'
import { gather as gatherShape, type Gather } from '../../shapes/gather.js'
import type { Argument, Result } from '../../shapes/rule.js'
import type { Shape } from '../../shapes/shape.js'
import { defineOperator } from '../operator.js'
import { gatherAlong } from '../primitives/scatter.js'
import { record } from '../record.js'
import type { Tensor } from '../tensor.js'
import { floatResult, operandShape } from './support/types.js'

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
export function gatherRows<S extends Shape, D extends DType, I extends Shape, E extends DType = 'i32'>(
  x: FloatOperand<'gatherRows', D, Tensor<S, D>>,
  indices: IntegerOperand<'gatherRows', 'index', E, Argument<Gather<'gatherRows', S, 0, I>, Tensor<I, E>>>,
): Tensor<Result<Gather<'gatherRows', S, 0, I>>, D> {
  return record('gatherRows', [x, indices]) as Tensor<Result<Gather<'gatherRows', S, 0, I>>, D>
}

declare module '../tensor.js' {
  interface TensorMethods {
    /** gatherRows: rows of a table, chosen when the program runs. See `gatherRows`. */
    gatherRows<S extends Shape, D extends DType, I extends Shape, E extends DType = 'i32'>(
      this: FloatOperand<'gatherRows', D, Tensor<S, D>>,
      indices: IntegerOperand<'gatherRows', 'index', E, Argument<Gather<'gatherRows', S, 0, I>, Tensor<I, E>>>,
    ): Tensor<Result<Gather<'gatherRows', S, 0, I>>, D>
  }
}

defineOperator({
  name: 'gatherRows',
  infer: (operands) =>
    floats('gatherRows', [operands[0]!.dtype]) ??
    integers('gatherRows', 'index', operands[1]!.dtype) ??
    floatResult(
      'gatherRows',
      operands.slice(0, 1),
      gatherShape('gatherRows', operandShape(operands, 0), 0, operandShape(operands, 1)),
    ),
  expand: (build, [x, indices]) => gatherAlong(build, x!, 0, indices!),
})
