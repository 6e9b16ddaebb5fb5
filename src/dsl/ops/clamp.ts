/** clamp: elements kept between two bounds. */
import type { DType } from '../../shapes/dtype.js'
import type { Float, FloatOperand } from '../../shapes/promotion.js'
import type { Shape } from '../../shapes/shape.js'
import { read } from '../comprehension/expression.js'
import { defineOperator } from '../operator.js'
import { map } from '../primitives/map.js'
import { record } from '../record.js'
import type { Tensor } from '../tensor.js'
import { between } from './support/between.js'
import { floatResult, operandShape } from './support/types.js'

/** Where the gradient passes: strictly between the bounds, or on them as well. */
export interface ClampOptions {
  /** True: an element that equals a bound passes its gradient, as in PyTorch. Default: false. */
  readonly inclusive?: boolean
}

/**
 * min(max, max(min, x)), elementwise: `[...]` → `[...]`; an infinite bound is none, and NaN stays NaN. The gradient passes where
 * min < x < max. PyTorch: `torch.clamp`, which passes it on the bounds too; so does `{ inclusive: true }`. With min above max
 * the result is max everywhere, as in PyTorch.
 *
 * @throws ShapeError when a bound is NaN, min is Infinity or max is -Infinity
 * @example
 * const session = new Session()
 * const x = session.input([3], [-3, 0.5, 7])
 * session.getValue(x.clamp(-1, 2)) // => [-1, 0.5, 2]
 * session.getValue(x.clamp(0, Infinity, { inclusive: true })) // => [0, 0.5, 7]
 */
export function clamp<S extends Shape, D extends DType>(
  x: FloatOperand<'clamp', D, Tensor<S, D>>,
  min: number,
  max: number,
  options: ClampOptions = {},
): Tensor<S, Float<D>> {
  return record('clamp', [x], { min, max, inclusive: options.inclusive ?? false }) as Tensor<S, Float<D>>
}

declare module '../tensor.js' {
  interface TensorMethods {
    /** clamp: elements kept between two bounds. See `clamp`. */
    clamp<S extends Shape, D extends DType>(
      this: FloatOperand<'clamp', D, Tensor<S, D>>,
      min: number,
      max: number,
      options?: ClampOptions,
    ): Tensor<S, Float<D>>
  }
}

defineOperator<{ min: number; max: number; inclusive: boolean }>({
  name: 'clamp',
  infer: (operands, { min, max }) =>
    min < Infinity && max > -Infinity ?
      floatResult('clamp', operands, operandShape(operands, 0))
    : `clamp: bounds ${min} and ${max} are not a number below Infinity and one above -Infinity`,
  expand: (build, [x], { min, max, inclusive }) =>
    map(build, build.result.shape, (out) => between(read(x!, out), Math.min(min, max), max, inclusive)),
})
