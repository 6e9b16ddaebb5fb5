/** where: elements of one of two tensors, chosen by a mask. */
import type { Broadcast } from '../../shapes/broadcast.js'
import type { DType } from '../../shapes/dtype.js'
import { mask as maskFault, type FloatOperand, type MaskOperand, type SameOperand } from '../../shapes/promotion.js'
import type { Argument, Result } from '../../shapes/rule.js'
import type { Shape } from '../../shapes/shape.js'
import { where as whereShape, type Where } from '../../shapes/where.js'
import { apply } from '../comprehension/expression.js'
import { defineOperator } from '../operator.js'
import { map } from '../primitives/map.js'
import { record } from '../record.js'
import type { Tensor } from '../tensor.js'
import { second } from './support/elementwise.js'
import { readBroadcast } from './support/read.js'
import { floatResult, operandShape } from './support/types.js'

/**
 * a where the mask is true, else b, elementwise. The three shapes broadcast, aligned at the right; b may be a plain number. The
 * element that is not chosen takes no part and gets gradient 0, also where it is NaN or infinite. PyTorch: `torch.where`.
 *
 * @throws ShapeError when the shapes do not broadcast, or the mask is not `bool`
 * @example
 * const session = new Session()
 * const x = session.input([3], [-1, 0, 2])
 * session.getValue(where(x.greater(0), x, 7)) // => [7, 7, 2]
 */
export function where<
  M extends Shape,
  A extends Shape,
  D extends DType,
  B extends Shape = [],
  E extends DType = D,
  C extends DType = 'bool',
>(
  mask: MaskOperand<'where', C, Tensor<M, C>>,
  a: FloatOperand<'where', D, Argument<Broadcast<'where', M, A>, Tensor<A, D>>>,
  b: SameOperand<'where', D, E, Argument<Where<M, A, B>, Tensor<B, E> | number>>,
): Tensor<Result<Where<M, A, B>>, D> {
  return record('where', [mask, a, second(a, b)]) as Tensor<Result<Where<M, A, B>>, D>
}

declare module '../tensor.js' {
  interface TensorMethods {
    /** where: elements of one of two tensors, chosen by this mask. See `where`. */
    where<
      M extends Shape,
      A extends Shape,
      D extends DType,
      B extends Shape = [],
      E extends DType = D,
      C extends DType = 'bool',
    >(
      this: MaskOperand<'where', C, Tensor<M, C>>,
      a: FloatOperand<'where', D, Argument<Broadcast<'where', M, A>, Tensor<A, D>>>,
      b: SameOperand<'where', D, E, Argument<Where<M, A, B>, Tensor<B, E> | number>>,
    ): Tensor<Result<Where<M, A, B>>, D>
  }
}

defineOperator({
  name: 'where',
  infer(operands) {
    const shape = whereShape(operandShape(operands, 0), operandShape(operands, 1), operandShape(operands, 2))
    const { dtype } = operands[0]!
    const wrong = maskFault('where', dtype)
    if (wrong !== undefined) return wrong
    return floatResult('where', operands.slice(1), shape)
  },
  expand(build, operands) {
    const [mask, a, b] = [operands[0]!, operands[1]!, operands[2]!]
    return map(build, build.result.shape, (out) =>
      apply('where', readBroadcast(mask, out), readBroadcast(a, out), readBroadcast(b, out)),
    )
  },
})
