/** maxPool: the largest element over windows. */
import type { DType } from '../../shapes/dtype.js'
import type { Pool, PoolKernel } from '../../shapes/pool.js'
import type { Float, FloatOperand } from '../../shapes/promotion.js'
import type { Result } from '../../shapes/rule.js'
import type { Shape } from '../../shapes/shape.js'
import type { PerAxis } from '../../shapes/window.js'
import { defineOperator } from '../operator.js'
import { reduce } from '../primitives/map.js'
import type { Tensor } from '../tensor.js'
import { poolOperator, recordPool } from './support/pool.js'
import type { WindowOptions } from './support/window.js'

/**
 * y[…, q…] = max_k x[…, q·stride + k − padding…], over the cells that exist: padding never wins. x `[N?, C, ...spatial]` →
 * `[N?, C, ...windows]`; the stride is the kernel unless given. The first largest element, in row-major order, gets the
 * gradient. PyTorch: `max_pool1d`, `max_pool2d`, `max_pool3d` in one.
 *
 * @throws ShapeError when the kernel does not fit, or stride or padding is not sound
 * @example
 * const image = zeros(['batch', 16, 8, 8])
 * maxPool(image, 2) // => [batch, 16, 4, 4]
 */
export function maxPool<
  X extends Shape,
  D extends DType,
  const K extends PerAxis,
  const S extends PerAxis | undefined = undefined,
  const P extends PerAxis = 0,
>(
  x: FloatOperand<'maxPool', D, Tensor<X, D>>,
  kernel: PoolKernel<Pool<'maxPool', X, K, S, P>, S, K>,
  options: WindowOptions<S, P, Pool<'maxPool', X, K, S, P>> = {},
): Tensor<Result<Pool<'maxPool', X, K, S, P>>, Float<D>> {
  return recordPool('maxPool', x, kernel, options) as Tensor<Result<Pool<'maxPool', X, K, S, P>>, Float<D>>
}

declare module '../tensor.js' {
  interface TensorMethods {
    /** maxPool: the largest element over windows. See `maxPool`. */
    maxPool<
      X extends Shape,
      D extends DType,
      const K extends PerAxis,
      const S extends PerAxis | undefined = undefined,
      const P extends PerAxis = 0,
    >(
      this: FloatOperand<'maxPool', D, Tensor<X, D>>,
      kernel: PoolKernel<Pool<'maxPool', X, K, S, P>, S, K>,
      options?: WindowOptions<S, P, Pool<'maxPool', X, K, S, P>>,
    ): Tensor<Result<Pool<'maxPool', X, K, S, P>>, Float<D>>
  }
}

defineOperator(
  poolOperator('maxPool', (build, { kernel, cell, guards }) =>
    reduce(build, 'max', build.result.shape, kernel, cell, { where: guards }),
  ),
)
