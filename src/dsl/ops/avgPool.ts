/** avgPool: the mean over windows. */
import type { DType } from '../../shapes/dtype.js'
import type { Pool, PoolKernel } from '../../shapes/pool.js'
import type { Float, FloatOperand } from '../../shapes/promotion.js'
import type { Result } from '../../shapes/rule.js'
import type { Shape } from '../../shapes/shape.js'
import type { PerAxis } from '../../shapes/window.js'
import { defineOperator } from '../operator.js'
import { reduce } from '../primitives/map.js'
import type { Tensor } from '../tensor.js'
import { dividedBy } from './support/mean.js'
import { poolOperator, recordPool } from './support/pool.js'
import { elementCount } from './support/types.js'
import type { WindowOptions } from './support/window.js'

/**
 * y[…, q…] = Σ_k x[…, q·stride + k − padding…] / |kernel|, what lies outside of x being zero and counted: x
 * `[N?, C, ...spatial]` → `[N?, C, ...windows]`; the stride is the kernel unless given. PyTorch: `avg_pool1d`, `avg_pool2d`,
 * `avg_pool3d` in one.
 *
 * @throws ShapeError when the kernel does not fit, or stride or padding is not sound
 * @example
 * const image = zeros(['batch', 16, 8, 8])
 * avgPool(image, 2) // => [batch, 16, 4, 4]
 */
export function avgPool<
  X extends Shape,
  D extends DType,
  const K extends PerAxis,
  const S extends PerAxis | undefined = undefined,
  const P extends PerAxis = 0,
>(
  x: FloatOperand<'avgPool', D, Tensor<X, D>>,
  kernel: PoolKernel<Pool<'avgPool', X, K, S, P>, S, K>,
  options: WindowOptions<S, P, Pool<'avgPool', X, K, S, P>> = {},
): Tensor<Result<Pool<'avgPool', X, K, S, P>>, Float<D>> {
  return recordPool('avgPool', x, kernel, options) as Tensor<Result<Pool<'avgPool', X, K, S, P>>, Float<D>>
}

declare module '../tensor.js' {
  interface TensorMethods {
    /** avgPool: the mean over windows. See `avgPool`. */
    avgPool<
      X extends Shape,
      D extends DType,
      const K extends PerAxis,
      const S extends PerAxis | undefined = undefined,
      const P extends PerAxis = 0,
    >(
      this: FloatOperand<'avgPool', D, Tensor<X, D>>,
      kernel: PoolKernel<Pool<'avgPool', X, K, S, P>, S, K>,
      options?: WindowOptions<S, P, Pool<'avgPool', X, K, S, P>>,
    ): Tensor<Result<Pool<'avgPool', X, K, S, P>>, Float<D>>
  }
}

defineOperator(
  poolOperator('avgPool', (build, { kernel, padded }) =>
    reduce(build, 'sum', build.result.shape, kernel, padded, dividedBy(elementCount(kernel))),
  ),
)
