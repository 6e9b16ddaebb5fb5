/** variance: how far elements are from their mean, squared. */
import type { DType } from '../../shapes/dtype.js'
import type { Float, FloatOperand } from '../../shapes/promotion.js'
import { reduce as reduceShape, reduceAxes, type Axes, type AxesArgument, type Reduce } from '../../shapes/reduce.js'
import type { Result } from '../../shapes/rule.js'
import type { Shape } from '../../shapes/shape.js'
import { apply, read } from '../comprehension/expression.js'
import { defineOperator } from '../operator.js'
import { map } from '../primitives/map.js'
import { reshapeTo } from '../primitives/movement.js'
import { record } from '../record.js'
import type { Tensor } from '../tensor.js'
import { axesAttribute } from './support/reduction.js'
import { correctionFault, varianceFactor, type VarianceAttributes, type VarianceOptions } from './support/variance.js'
import { moments } from './support/moments.js'
import { floatResult, operandShape } from './support/types.js'

/**
 * Σ (x − mean x)² / (n − correction), n the number of elements: without axes `[...]` → `[]`; with one axis or a list of axes, those
 * disappear, or stay with extent 1 when `keepDims` is true. The correction is 1 unless given, and 0 for the variance of a
 * population; where n is not above it the result is NaN. PyTorch: `torch.var(x, dim, correction, keepdim)`.
 *
 * @throws ShapeError when an axis is out of range or repeated, or the correction is not a whole number, 0 or more
 * @example
 * const session = new Session()
 * const x = session.input([2, 3], [1, 2, 3, 4, 6, 8])
 * session.getValue(x.variance(1)) // => [1, 4]
 * session.getValue(x.variance(1, false, { correction: 0 })) // => [0.6667, 2.667]
 * x.variance([0, 1], true) // => [1, 1]
 */
export function variance<
  S extends Shape,
  D extends DType,
  const A extends Axes = undefined,
  const K extends boolean = false,
>(
  x: FloatOperand<'variance', D, Tensor<S, D>>,
  axes?: AxesArgument<S, A, Reduce<'variance', S, A, K>>,
  keepDims?: K,
  options: VarianceOptions = {},
): Tensor<Result<Reduce<'variance', S, A, K>>, Float<D>> {
  const attributes = { axes: axesAttribute(axes), keepDims: keepDims ?? false, correction: options.correction ?? 1 }
  return record('variance', [x], attributes) as Tensor<Result<Reduce<'variance', S, A, K>>, Float<D>>
}

declare module '../tensor.js' {
  interface TensorMethods {
    /** variance: how far elements are from their mean, squared. See `variance`. */
    variance<S extends Shape, D extends DType, const A extends Axes = undefined, const K extends boolean = false>(
      this: FloatOperand<'variance', D, Tensor<S, D>>,
      axes?: AxesArgument<S, A, Reduce<'variance', S, A, K>>,
      keepDims?: K,
      options?: VarianceOptions,
    ): Tensor<Result<Reduce<'variance', S, A, K>>, Float<D>>
  }
}

defineOperator<VarianceAttributes>({
  name: 'variance',
  infer: (operands, { axes, keepDims, correction }) =>
    floatResult(
      'variance',
      operands,
      correctionFault('variance', correction) ?? reduceShape('variance', operandShape(operands, 0), axes, keepDims),
    ),
  expand(build, operands, { axes, correction }) {
    const x = operands[0]!
    const reduced = reduceAxes('variance', x.shape, axes) as readonly number[]
    const kept = moments(build, x, reduced).variance
    const factor = varianceFactor(x.shape, reduced, correction)
    const corrected = map(build, kept.shape, (at) => apply('mul', read(kept, at), factor))
    return reshapeTo(build, corrected, build.result.shape)
  },
})
