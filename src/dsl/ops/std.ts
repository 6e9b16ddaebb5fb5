/** std: how far elements are from their mean. */
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
 * √(Σ (x − mean x)² / (n − correction)), n the number of elements: without axes `[...]` → `[]`; with one axis or a list of axes,
 * those disappear, or stay with extent 1 when `keepDims` is true. The correction is 1 unless given, and 0 for the deviation
 * of a population; where n is not above it the result is NaN. Where all elements are equal the gradient is 0 (in PyTorch NaN).
 * PyTorch: `torch.std(x, dim, correction, keepdim)`.
 *
 * @throws ShapeError when an axis is out of range or repeated, or the correction is not a whole number, 0 or more
 * @example
 * const session = new Session()
 * const x = session.input([2, 3], [1, 2, 3, 4, 6, 8])
 * session.getValue(x.std(1)) // => [1, 2]
 * session.getValue(x.std(1, false, { correction: 0 })) // => [0.8165, 1.633]
 * x.std([0, 1], true) // => [1, 1]
 */
export function std<
  S extends Shape,
  D extends DType,
  const A extends Axes = undefined,
  const K extends boolean = false,
>(
  x: FloatOperand<'std', D, Tensor<S, D>>,
  axes?: AxesArgument<S, A, Reduce<'std', S, A, K>>,
  keepDims?: K,
  options: VarianceOptions = {},
): Tensor<Result<Reduce<'std', S, A, K>>, Float<D>> {
  const attributes = { axes: axesAttribute(axes), keepDims: keepDims ?? false, correction: options.correction ?? 1 }
  return record('std', [x], attributes) as Tensor<Result<Reduce<'std', S, A, K>>, Float<D>>
}

declare module '../tensor.js' {
  interface TensorMethods {
    /** std: how far elements are from their mean. See `std`. */
    std<S extends Shape, D extends DType, const A extends Axes = undefined, const K extends boolean = false>(
      this: FloatOperand<'std', D, Tensor<S, D>>,
      axes?: AxesArgument<S, A, Reduce<'std', S, A, K>>,
      keepDims?: K,
      options?: VarianceOptions,
    ): Tensor<Result<Reduce<'std', S, A, K>>, Float<D>>
  }
}

defineOperator<VarianceAttributes>({
  name: 'std',
  infer: (operands, { axes, keepDims, correction }) =>
    floatResult(
      'std',
      operands,
      correctionFault('std', correction) ?? reduceShape('std', operandShape(operands, 0), axes, keepDims),
    ),
  expand(build, operands, { axes, correction }) {
    const x = operands[0]!
    const reduced = reduceAxes('std', x.shape, axes) as readonly number[]
    const kept = moments(build, x, reduced).variance
    const factor = varianceFactor(x.shape, reduced, correction)
    // A value of its own, so that the derivative of the root reads it.
    const root = map(build, kept.shape, (at) => apply('sqrt', apply('mul', read(kept, at), factor)))
    return reshapeTo(build, root, build.result.shape)
  },
})
