/** withUpdate: a tensor that carries the next value of a state with it. */
import type { DType } from '../../shapes/dtype.js'
import { floats, type FloatOperand, type SameOperand } from '../../shapes/promotion.js'
import type { Argument } from '../../shapes/rule.js'
import { ShapeError } from '../../shapes/rule.js'
import { sameShape, type SameShape } from '../../shapes/same-shape.js'
import type { Shape } from '../../shapes/shape.js'
import { defineOperator } from '../operator.js'
import { record } from '../record.js'
import { nodeOf } from '../tensor.js'
import { captureSite } from '../site.js'
import type { AnyTensor, Tensor } from '../tensor.js'
import { movedResult, operandShape } from './support/types.js'

/**
 * x itself, of any shape; a model whose loss depends on it gives `leaf`, a `state`, the value `next` at the end of each step.
 * `evaluate` and `predict` update nothing, and no gradient passes from x to `next`. Two updates of one state are an error of
 * the model.
 *
 * @throws ShapeError when the shapes or element types of the state and its next value differ, or the leaf is no state
 * @example
 * const steps = state([], init.zeros, 'steps')
 * withUpdate(zeros(['batch', 3]), steps, steps.add(1)) // => [batch, 3]
 */
export function withUpdate<
  S extends Shape,
  D extends DType,
  L extends Shape,
  E extends DType,
  N extends Shape,
  F extends DType = E,
>(
  x: Tensor<S, D>,
  leaf: FloatOperand<'withUpdate', E, Tensor<L, E>>,
  next: SameOperand<'withUpdate', E, F, Argument<SameShape<'withUpdate', L, N>, Tensor<N, F>>>,
): Tensor<S, D> {
  const { operator } = nodeOf(leaf as AnyTensor)
  if (operator !== 'state') throw new ShapeError(`withUpdate: the leaf is ${operator}, expected a state`, captureSite())
  return record('withUpdate', [x, leaf, next]) as Tensor<S, D>
}

declare module '../tensor.js' {
  interface TensorMethods {
    /** withUpdate: this tensor, carrying the next value of a state with it. See `withUpdate`. */
    withUpdate<
      S extends Shape,
      D extends DType,
      L extends Shape,
      E extends DType,
      N extends Shape,
      F extends DType = E,
    >(
      this: Tensor<S, D>,
      leaf: FloatOperand<'withUpdate', E, Tensor<L, E>>,
      next: SameOperand<'withUpdate', E, F, Argument<SameShape<'withUpdate', L, N>, Tensor<N, F>>>,
    ): Tensor<S, D>
  }
}

defineOperator({
  name: 'withUpdate',
  infer(operands) {
    const shape = sameShape('withUpdate', operandShape(operands, 1), operandShape(operands, 2))
    const [state, next] = [operands[1]!.dtype, operands[2]!.dtype]
    const wrong = floats('withUpdate', [state, next])
    if (wrong !== undefined) return wrong
    return movedResult(operands, typeof shape === 'string' ? shape : operandShape(operands, 0))
  },
  // The update itself is read from the graph by `model`.
  expand: (_, operands) => operands[0]!,
})
