/** maxPool: the largest element over windows. */
import type { DType, FloatDType } from '../../shapes/dtype.js'
import { pool as poolShape, poolKernel, type Pool } from '../../shapes/pool.js'
import type { Argument, Result } from '../../shapes/rule.js'
import type { Shape } from '../../shapes/shape.js'
import { perAxis, type PerAxis } from '../../shapes/window.js'
import { read } from '../comprehension/expression.js'
import { defineOperator } from '../operator.js'
import { reduce } from '../primitives/map.js'
import { record } from '../record.js'
import type { Tensor } from '../tensor.js'
import { floatResult, operandShape } from './support/types.js'
import { tapGuards, tapIndices, windowAttributes, type WindowOptions } from './support/window.js'

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
  D extends FloatDType,
  const K extends PerAxis,
  const S extends PerAxis | undefined = undefined,
  const P extends PerAxis = 0,
>(
  x: Tensor<X, D>,
  kernel: Argument<Pool<'maxPool', X, K, S, P>, K>,
  options: WindowOptions<S, P> = {},
): Tensor<Result<Pool<'maxPool', X, K, S, P>>, D> {
  const attributes = { kernel: kernel as PerAxis, ...windowAttributes(options.stride ?? null, options.padding ?? 0) }
  return record('maxPool', [x], attributes) as Tensor<Result<Pool<'maxPool', X, K, S, P>>, D>
}

declare module '../tensor.js' {
  interface Tensor<out S extends Shape, out D extends DType> {
    /** maxPool: the largest element over windows. See `maxPool`. */
    maxPool<
      X extends Shape,
      D extends FloatDType,
      const K extends PerAxis,
      const S extends PerAxis | undefined = undefined,
      const P extends PerAxis = 0,
    >(
      this: Tensor<X, D>,
      kernel: Argument<Pool<'maxPool', X, K, S, P>, K>,
      options?: WindowOptions<S, P>,
    ): Tensor<Result<Pool<'maxPool', X, K, S, P>>, D>
  }
}

defineOperator<{ kernel: PerAxis; stride: PerAxis | null; padding: PerAxis }>({
  name: 'maxPool',
  infer: (operands, { kernel, stride, padding }) =>
    floatResult(
      'maxPool',
      operands,
      poolShape('maxPool', operandShape(operands, 0), kernel, stride ?? undefined, padding),
    ),
  expand(build, [x], attributes) {
    const kernel = poolKernel(x!.shape, attributes.kernel)
    const lead = x!.shape.length - kernel.length
    const stride = perAxis(attributes.stride ?? kernel, kernel.length)
    const padding = perAxis(attributes.padding, kernel.length)
    return reduce(
      build,
      'max',
      build.result.shape,
      kernel,
      (out, k) => read(x!, [...out.slice(0, lead), ...tapIndices(out.slice(lead), k, stride, padding)]),
      { where: (out, k) => tapGuards(x!, tapIndices(out.slice(lead), k, stride, padding)) },
    )
  },
})
