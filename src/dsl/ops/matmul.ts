/** matmul: the matrix product, over broadcast batch axes. */
import type { DType } from '../../shapes/dtype.js'
import { matmul as matmulShape, type MatMul } from '../../shapes/matmul.js'
import type { Float, FloatOperand, SameOperand } from '../../shapes/promotion.js'
import type { Argument, Result } from '../../shapes/rule.js'
import type { Shape } from '../../shapes/shape.js'
import { apply } from '../comprehension/expression.js'
import { defineOperator } from '../operator.js'
import { reduce } from '../primitives/map.js'
import { record } from '../record.js'
import type { Tensor } from '../tensor.js'
import { readBroadcast } from './support/read.js'
import { floatResult, operandShape } from './support/types.js'

/**
 * c[…, m, n] = Σ_k a[…, m, k] · b[…, k, n]: `[..., m, k]`, `[..., k, n]` → `[..., m, n]`, the axes before the last two
 * broadcast. PyTorch: `torch.matmul`, without its special treatment of vectors: both operands have rank 2 or more.
 *
 * @throws ShapeError when the inner dimensions differ or the batch axes do not broadcast
 * @example
 * const query = zeros([8, 16, 64])
 * const key = zeros([8, 16, 64])
 * query.matmul(key.transpose(-1, -2)) // => [8, 16, 16]
 */
export function matmul<A extends Shape, D extends DType, B extends Shape, E extends DType = D>(
  a: FloatOperand<'matmul', D, Tensor<A, D>>,
  b: SameOperand<'matmul', D, E, Argument<MatMul<A, B>, Tensor<B, E>>>,
): Tensor<Result<MatMul<A, B>>, Float<D>> {
  return record('matmul', [a, b]) as Tensor<Result<MatMul<A, B>>, Float<D>>
}

declare module '../tensor.js' {
  interface TensorMethods {
    /** matmul: the matrix product, over broadcast batch axes. See `matmul`. */
    matmul<A extends Shape, D extends DType, B extends Shape, E extends DType = D>(
      this: FloatOperand<'matmul', D, Tensor<A, D>>,
      b: SameOperand<'matmul', D, E, Argument<MatMul<A, B>, Tensor<B, E>>>,
    ): Tensor<Result<MatMul<A, B>>, Float<D>>
  }
}

defineOperator({
  name: 'matmul',
  infer: (operands) =>
    floatResult('matmul', operands, matmulShape(operandShape(operands, 0), operandShape(operands, 1))),
  expand(build, operands) {
    const [a, b] = [operands[0]!, operands[1]!]
    return reduce(build, 'sum', build.result.shape, [a.shape.at(-1)!], (out, [k]) => {
      const [batch, [m, n]] = [out.slice(0, -2), out.slice(-2)]
      return apply('mul', readBroadcast(a, [...batch, m!, k!]), readBroadcast(b, [...batch, k!, n!]))
    })
  },
})
