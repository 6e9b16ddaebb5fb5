/** poissonNllLoss: the negative log likelihood of counts. */
import type { DType } from '../../shapes/dtype.js'
import type { Float, FloatOperand, SameOperand } from '../../shapes/promotion.js'
import type { Argument } from '../../shapes/rule.js'
import type { SameShape } from '../../shapes/same-shape.js'
import type { Shape } from '../../shapes/shape.js'
import { apply, constant } from '../comprehension/expression.js'
import { defineOperator } from '../operator.js'
import { record } from '../record.js'
import type { Tensor } from '../tensor.js'
import { given, pairLoss, type LossOptions, type Reduced, type Reduction } from './support/loss.js'

/** Options of poissonNllLoss. */
export interface PoissonNllLossOptions<R extends string = Reduction> extends LossOptions<R> {
  /** Whether x is the logarithm of the rate. Default: true. */
  readonly logInput?: boolean
  /** Keeps the logarithm of a rate away from 0. Default: 1e-8. */
  readonly eps?: number
}

/**
 * mean of eˣ − t · x, where x is the logarithm of the rate and t the count: two tensors of one shape → `[]`; `reduction: 'sum'`
 * is the sum of the terms, `'none'` the terms. With `logInput: false`, x is the rate itself: x − t · log(x + eps). PyTorch:
 * `poisson_nll_loss`, without its `full`.
 *
 * @throws ShapeError when the shapes differ, there is no such reduction, or eps is not a finite number above 0
 * @example
 * const session = new Session()
 * const rate = session.input([2], [0, 1])
 * const count = session.input([2], [1, 2])
 * session.getValue(poissonNllLoss(rate, count, { reduction: 'none' })) // => [1, 0.7183]
 * session.getValue(poissonNllLoss(rate, count, { logInput: false, eps: 1 })) // => [-0.1931]
 */
export function poissonNllLoss<
  A extends Shape,
  D extends DType,
  B extends Shape,
  const R extends Reduction = 'mean',
  E extends DType = D,
>(
  x: FloatOperand<'poissonNllLoss', D, Tensor<A, D>>,
  target: SameOperand<'poissonNllLoss', D, E, Argument<SameShape<'poissonNllLoss', A, B>, Tensor<B, E>>>,
  options: PoissonNllLossOptions<R> = {},
): Tensor<Reduced<A, R>, Float<D>> {
  return record('poissonNllLoss', [x, target], given({ ...options })) as Tensor<Reduced<A, R>, Float<D>>
}

declare module '../tensor.js' {
  interface TensorMethods {
    /** poissonNllLoss: the negative log likelihood of counts. See `poissonNllLoss`. */
    poissonNllLoss<
      A extends Shape,
      D extends DType,
      B extends Shape,
      const R extends Reduction = 'mean',
      E extends DType = D,
    >(
      this: FloatOperand<'poissonNllLoss', D, Tensor<A, D>>,
      target: SameOperand<'poissonNllLoss', D, E, Argument<SameShape<'poissonNllLoss', A, B>, Tensor<B, E>>>,
      options?: PoissonNllLossOptions<R>,
    ): Tensor<Reduced<A, R>, Float<D>>
  }
}

defineOperator(
  pairLoss<{ logInput?: boolean; eps?: number }>(
    'poissonNllLoss',
    (x, target, { logInput = true, eps = 1e-8 }) => {
      const [rate, logarithm] = logInput ? [apply('exp', x), x] : [x, apply('log', apply('add', x, constant(eps)))]
      return apply('sub', rate, apply('mul', target, logarithm))
    },
    ({ eps = 1e-8 }) =>
      eps > 0 && eps < Infinity ? undefined : `poissonNllLoss: eps ${eps} is not a finite number above 0`,
  ),
)
