/** softmaxPool: the mean over windows, weighted by softmax. */
import type { DType } from '../../shapes/dtype.js'
import type { Pool, PoolKernel } from '../../shapes/pool.js'
import type { Float, FloatOperand } from '../../shapes/promotion.js'
import type { Result } from '../../shapes/rule.js'
import type { Shape } from '../../shapes/shape.js'
import type { PerAxis } from '../../shapes/window.js'
import { apply, read, select } from '../comprehension/expression.js'
import { defineOperator } from '../operator.js'
import { map, reduce } from '../primitives/map.js'
import type { Tensor } from '../tensor.js'
import { poolOperator, recordPool } from './support/pool.js'
import {
  paddedFault,
  windowExponentials,
  type SmoothPoolAttributes,
  type SmoothPoolOptions,
} from './support/smooth-pool.js'

/**
 * y[…, q…] = Σ_k p_k·x_k with p = softmax(β·x_k) over the cells x_k = x[…, q·stride + k − padding…] of a window:
 * x `[N?, C, ...spatial]` → `[N?, C, ...windows]`; the stride is the kernel unless given. β = 0 is the mean, β → ∞ the
 * maximum. Padding takes no part, or with `padded: 'zero'` takes part as zeros. PyTorch has no such pool.
 *
 * @throws ShapeError when the kernel does not fit, an option is not sound, or beta is NaN or infinite
 * @example
 * const image = zeros(['batch', 16, 8, 8])
 * softmaxPool(image, 2, { beta: 4 }) // => [batch, 16, 4, 4]
 */
export function softmaxPool<
  X extends Shape,
  D extends DType,
  const K extends PerAxis,
  const S extends PerAxis | undefined = undefined,
  const P extends PerAxis = 0,
>(
  x: FloatOperand<'softmaxPool', D, Tensor<X, D>>,
  kernel: PoolKernel<Pool<'softmaxPool', X, K, S, P>, S, K>,
  options: SmoothPoolOptions<S, P, Pool<'softmaxPool', X, K, S, P>> & { readonly beta: number },
): Tensor<Result<Pool<'softmaxPool', X, K, S, P>>, Float<D>> {
  const more = { beta: options.beta, padded: options.padded ?? 'exclude' }
  return recordPool('softmaxPool', x, kernel, options, more) as Tensor<
    Result<Pool<'softmaxPool', X, K, S, P>>,
    Float<D>
  >
}

declare module '../tensor.js' {
  interface TensorMethods {
    /** softmaxPool: the mean over windows, weighted by softmax. See `softmaxPool`. */
    softmaxPool<
      X extends Shape,
      D extends DType,
      const K extends PerAxis,
      const S extends PerAxis | undefined = undefined,
      const P extends PerAxis = 0,
    >(
      this: FloatOperand<'softmaxPool', D, Tensor<X, D>>,
      kernel: PoolKernel<Pool<'softmaxPool', X, K, S, P>, S, K>,
      options: SmoothPoolOptions<S, P, Pool<'softmaxPool', X, K, S, P>> & { readonly beta: number },
    ): Tensor<Result<Pool<'softmaxPool', X, K, S, P>>, Float<D>>
  }
}

defineOperator<SmoothPoolAttributes>(
  poolOperator(
    'softmaxPool',
    (build, windows, attributes) => {
      const { shape } = build.result
      const { exponential, total } = windowExponentials(build, windows, attributes)
      // Padded cells are 0 or take no part: in the numerator that is the same.
      const weighted = reduce(
        build,
        'sum',
        shape,
        windows.kernel,
        (out, k) =>
          select(windows.guards(out, k), apply('mul', read(exponential, [...out, ...k]), windows.cell(out, k))),
        { name: 'softmaxPool_weighted' },
      )
      return map(build, shape, (out) => apply('div', read(weighted, out), read(total, out)))
    },
    (attributes) =>
      Number.isFinite(attributes.beta) ?
        paddedFault('softmaxPool', attributes)
      : `softmaxPool: beta ${attributes.beta} is not a finite number`,
  ),
)
