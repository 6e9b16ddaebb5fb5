/** smoothMaxPool: a differentiable maximum over windows, by log-sum-exp. */
import { beta as betaRule, type Beta } from '../../shapes/beta.js'
import type { DType } from '../../shapes/dtype.js'
import type { Pool, PoolKernel } from '../../shapes/pool.js'
import type { Float, FloatOperand } from '../../shapes/promotion.js'
import type { Argument, Result } from '../../shapes/rule.js'
import type { Shape } from '../../shapes/shape.js'
import type { PerAxis } from '../../shapes/window.js'
import { apply, constant, read } from '../comprehension/expression.js'
import { defineOperator } from '../operator.js'
import { map } from '../primitives/map.js'
import type { Tensor } from '../tensor.js'
import { poolOperator, recordPool } from './support/pool.js'
import {
  paddedFault,
  windowExponentials,
  type SmoothPoolAttributes,
  type SmoothPoolOptions,
} from './support/smooth-pool.js'
import { logarithmOf } from './support/stable-exponential.js'

/**
 * y[…, q…] = log(Σ_k e^(β·x[…, q·stride + k − padding…])) / β: x `[N?, C, ...spatial]` → `[N?, C, ...windows]`; the stride is
 * the kernel unless given. Between the maximum and the maximum + log |kernel| / β, and every cell gets a gradient; β < 0
 * gives a smooth minimum. Computed about the largest β·x, so that no exponential overflows. Padding takes no part, or with
 * `padded: 'zero'` takes part as zeros, each adding e^0 (TorchLean's `smoothMaxPool`). PyTorch has no such pool.
 *
 * @throws ShapeError when the kernel does not fit, an option is not sound, or beta is 0, NaN or infinite
 * @example
 * const image = zeros(['batch', 16, 8, 8])
 * smoothMaxPool(image, 2, { beta: 4 }) // => [batch, 16, 4, 4]
 */
export function smoothMaxPool<
  X extends Shape,
  D extends DType,
  const K extends PerAxis,
  const B extends number,
  const S extends PerAxis | undefined = undefined,
  const P extends PerAxis = 0,
>(
  x: FloatOperand<'smoothMaxPool', D, Tensor<X, D>>,
  kernel: PoolKernel<Pool<'smoothMaxPool', X, K, S, P>, S, K>,
  options: SmoothPoolOptions<S, P, Pool<'smoothMaxPool', X, K, S, P>> & {
    readonly beta: Argument<Beta<'smoothMaxPool', B>, B>
  },
): Tensor<Result<Pool<'smoothMaxPool', X, K, S, P>>, Float<D>> {
  const more = { beta: options.beta as number, padded: options.padded ?? 'exclude' }
  return recordPool('smoothMaxPool', x, kernel, options, more) as Tensor<
    Result<Pool<'smoothMaxPool', X, K, S, P>>,
    Float<D>
  >
}

declare module '../tensor.js' {
  interface TensorMethods {
    /** smoothMaxPool: a differentiable maximum over windows, by log-sum-exp. See `smoothMaxPool`. */
    smoothMaxPool<
      X extends Shape,
      D extends DType,
      const K extends PerAxis,
      const B extends number,
      const S extends PerAxis | undefined = undefined,
      const P extends PerAxis = 0,
    >(
      this: FloatOperand<'smoothMaxPool', D, Tensor<X, D>>,
      kernel: PoolKernel<Pool<'smoothMaxPool', X, K, S, P>, S, K>,
      options: SmoothPoolOptions<S, P, Pool<'smoothMaxPool', X, K, S, P>> & {
        readonly beta: Argument<Beta<'smoothMaxPool', B>, B>
      },
    ): Tensor<Result<Pool<'smoothMaxPool', X, K, S, P>>, Float<D>>
  }
}

defineOperator<SmoothPoolAttributes>(
  poolOperator(
    'smoothMaxPool',
    (build, windows, attributes) => {
      const { shape } = build.result
      const { pivot, total } = windowExponentials(build, windows, attributes)
      const logarithm = logarithmOf(build, total)
      return map(build, shape, (out) =>
        apply('div', apply('add', read(pivot, out), read(logarithm, out)), constant(attributes.beta)),
      )
    },
    (attributes) => {
      const outcome = betaRule('smoothMaxPool', attributes.beta)
      return typeof outcome === 'string' ? outcome : paddedFault('smoothMaxPool', attributes)
    },
  ),
)
