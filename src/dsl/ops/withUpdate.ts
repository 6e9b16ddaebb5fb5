/** withUpdate: a tensor that carries the next value of a state with it. */
import type { DType, FloatDType } from '../../shapes/dtype.js'
import type { Argument } from '../../shapes/rule.js'
import { ShapeError } from '../../shapes/rule.js'
import { sameShape, type SameShape } from '../../shapes/same-shape.js'
import type { Shape } from '../../shapes/shape.js'
import { defineOperator } from '../operator.js'
import { nodeOf, record } from '../record.js'
import { captureSite } from '../site.js'
import type { Tensor } from '../tensor.js'
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
export function withUpdate<S extends Shape, D extends DType, L extends Shape, E extends FloatDType, N extends Shape>(
  x: Tensor<S, D>,
  leaf: Tensor<L, E>,
  next: Argument<SameShape<'withUpdate', L, N>, Tensor<N, NoInfer<E>>>,
): Tensor<S, D> {
  const { operator } = nodeOf(leaf)
  if (operator !== 'state') throw new ShapeError(`withUpdate: the leaf is ${operator}, expected a state`, captureSite())
  return record('withUpdate', [x, leaf, next]) as Tensor<S, D>
}

declare module '../tensor.js' {
  interface Tensor<out S extends Shape, out D extends DType> {
    /** withUpdate: this tensor, carrying the next value of a state with it. See `withUpdate`. */
    withUpdate<S extends Shape, D extends DType, L extends Shape, E extends FloatDType, N extends Shape>(
      this: Tensor<S, D>,
      leaf: Tensor<L, E>,
      next: Argument<SameShape<'withUpdate', L, N>, Tensor<N, NoInfer<E>>>,
    ): Tensor<S, D>
  }
}

defineOperator({
  name: 'withUpdate',
  infer(operands) {
    const shape = sameShape('withUpdate', operandShape(operands, 1), operandShape(operands, 2))
    const [state, next] = [operands[1]!.dtype, operands[2]!.dtype]
    if (typeof shape !== 'string' && state !== next)
      return `withUpdate: the state is ${state}, its next value ${next}, expected one element type`
    return movedResult(operands, typeof shape === 'string' ? shape : operandShape(operands, 0))
  },
  // The update itself is read from the graph by `model`.
  expand: (_, operands) => operands[0]!,
})
