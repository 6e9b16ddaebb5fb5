/** avgPool: the mean over windows. */
import type { DType, FloatDType } from '../../shapes/dtype.js'
import { pool as poolShape, poolKernel, type Pool } from '../../shapes/pool.js'
import type { Argument, Result } from '../../shapes/rule.js'
import type { Shape } from '../../shapes/shape.js'
import { perAxis, type PerAxis } from '../../shapes/window.js'
import { defineOperator } from '../operator.js'
import { reduce } from '../primitives/map.js'
import { record } from '../record.js'
import type { Tensor } from '../tensor.js'
import { dividedBy } from './support/mean.js'
import { elementCount, floatResult, operandShape } from './support/types.js'
import { readPadded, windowAttributes, type WindowOptions } from './support/window.js'

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
  D extends FloatDType,
  const K extends PerAxis,
  const S extends PerAxis | undefined = undefined,
  const P extends PerAxis = 0,
>(
  x: Tensor<X, D>,
  kernel: Argument<Pool<'avgPool', X, K, S, P>, K>,
  options: WindowOptions<S, P> = {},
): Tensor<Result<Pool<'avgPool', X, K, S, P>>, D> {
  const attributes = { kernel: kernel as PerAxis, ...windowAttributes(options.stride ?? null, options.padding ?? 0) }
  return record('avgPool', [x], attributes) as Tensor<Result<Pool<'avgPool', X, K, S, P>>, D>
}

declare module '../tensor.js' {
  interface Tensor<out S extends Shape, out D extends DType> {
    /** avgPool: the mean over windows. See `avgPool`. */
    avgPool<
      X extends Shape,
      D extends FloatDType,
      const K extends PerAxis,
      const S extends PerAxis | undefined = undefined,
      const P extends PerAxis = 0,
    >(
      this: Tensor<X, D>,
      kernel: Argument<Pool<'avgPool', X, K, S, P>, K>,
      options?: WindowOptions<S, P>,
    ): Tensor<Result<Pool<'avgPool', X, K, S, P>>, D>
  }
}

defineOperator<{ kernel: PerAxis; stride: PerAxis | null; padding: PerAxis }>({
  name: 'avgPool',
  infer: (operands, { kernel, stride, padding }) =>
    floatResult(
      'avgPool',
      operands,
      poolShape('avgPool', operandShape(operands, 0), kernel, stride ?? undefined, padding),
    ),
  expand(build, [x], attributes) {
    const kernel = poolKernel(x!.shape, attributes.kernel)
    const lead = x!.shape.length - kernel.length
    const stride = perAxis(attributes.stride ?? kernel, kernel.length)
    const padding = perAxis(attributes.padding, kernel.length)
    return reduce(
      build,
      'sum',
      build.result.shape,
      kernel,
      (out, k) => readPadded(x!, out.slice(0, lead), out.slice(lead), k, stride, padding),
      dividedBy(elementCount(kernel)),
    )
  },
})
