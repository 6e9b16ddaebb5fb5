/** mseLoss: the mean squared error. */
import type { DType, FloatDType } from '../../shapes/dtype.js'
import type { Argument } from '../../shapes/rule.js'
import { sameShape, type SameShape } from '../../shapes/same-shape.js'
import type { Shape } from '../../shapes/shape.js'
import { apply, read } from '../comprehension/expression.js'
import { defineOperator } from '../operator.js'
import { reduce } from '../primitives/map.js'
import { record } from '../record.js'
import type { Tensor } from '../tensor.js'
import { dividedBy } from './support/mean.js'
import { elementCount, floatResult, operandShape } from './support/types.js'

/**
 * mean of (a − b)² over all elements: two tensors of one shape → `[]`. PyTorch: `mse_loss`, without its broadcasting;
 * the mean of no elements is 0.
 *
 * @throws ShapeError when the shapes differ
 * @example
 * const session = new Session()
 * const prediction = session.input([2], [1, 2])
 * const target = session.input([2], [1, 4])
 * session.getValue(mseLoss(prediction, target)) // => [2]
 */
export function mseLoss<A extends Shape, D extends FloatDType, B extends Shape>(
  a: Tensor<A, D>,
  b: Argument<SameShape<'mseLoss', A, B>, Tensor<B, NoInfer<D>>>,
): Tensor<[], D> {
  return record('mseLoss', [a, b]) as Tensor<[], D>
}

declare module '../tensor.js' {
  interface Tensor<out S extends Shape, out D extends DType> {
    /** mseLoss: the mean squared error. See `mseLoss`. */
    mseLoss<A extends Shape, D extends FloatDType, B extends Shape>(
      this: Tensor<A, D>,
      b: Argument<SameShape<'mseLoss', A, B>, Tensor<B, NoInfer<D>>>,
    ): Tensor<[], D>
  }
}

defineOperator({
  name: 'mseLoss',
  infer(operands) {
    const shape = sameShape('mseLoss', operandShape(operands, 0), operandShape(operands, 1))
    return floatResult('mseLoss', operands, typeof shape === 'string' ? shape : [])
  },
  expand(build, operands) {
    const [a, b] = [operands[0]!, operands[1]!]
    return reduce(
      build,
      'sum',
      [],
      a.shape,
      (_, at) => {
        const difference = apply('sub', read(a, at), read(b, at))
        return apply('mul', difference, difference)
      },
      dividedBy(elementCount(a.shape)),
    )
  },
})
