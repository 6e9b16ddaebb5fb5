/** logSumExp: the logarithm of a sum of exponentials, over all axes or some. */
import type { DType } from '../../shapes/dtype.js'
import type { Float, FloatOperand } from '../../shapes/promotion.js'
import { reduce as reduceShape, reduceAxes, type Axes, type Reduce } from '../../shapes/reduce.js'
import type { Argument, Result } from '../../shapes/rule.js'
import type { Shape } from '../../shapes/shape.js'
import { apply, constant, read } from '../comprehension/expression.js'
import type { Expression } from '../comprehension/types.js'
import { defineOperator } from '../operator.js'
import { map } from '../primitives/map.js'
import { reshapeTo } from '../primitives/movement.js'
import { record } from '../record.js'
import type { Tensor } from '../tensor.js'
import { readBroadcast } from './support/read.js'
import { axesAttribute, reduceAlong, type ReduceAttributes } from './support/reduction.js'
import { logarithmOf } from './support/stable-exponential.js'
import { floatResult, operandShape } from './support/types.js'

/**
 * log Σ eˣ, computed as m + log Σ e^(x − m) with the largest element m: without axes `[...]` → `[]`; with one axis or a list of axes,
 * those disappear, or stay with extent 1 when `keepDims` is true. The gradient is the softmax. Over nothing, and where all elements
 * are −∞, it is −∞. PyTorch: `torch.logsumexp(x, dim, keepdim)`.
 *
 * @throws ShapeError when an axis is out of range or repeated
 * @example
 * const session = new Session()
 * const x = session.input([2, 2], [0, 0, 1000, 1000])
 * session.getValue(x.logSumExp(1)) // => [0.6931, 1001]
 * x.logSumExp([0, 1], true) // => [1, 1]
 */
export function logSumExp<
  S extends Shape,
  D extends DType,
  const A extends Axes = undefined,
  const K extends boolean = false,
>(
  x: FloatOperand<'logSumExp', D, Tensor<S, D>>,
  axes?: Argument<Reduce<'logSumExp', S, A, K>, A>,
  keepDims?: K,
): Tensor<Result<Reduce<'logSumExp', S, A, K>>, Float<D>> {
  const attributes = { axes: axesAttribute(axes), keepDims: keepDims ?? false }
  return record('logSumExp', [x], attributes) as Tensor<Result<Reduce<'logSumExp', S, A, K>>, Float<D>>
}

declare module '../tensor.js' {
  interface TensorMethods {
    /** logSumExp: the logarithm of a sum of exponentials, over all axes or some. See `logSumExp`. */
    logSumExp<S extends Shape, D extends DType, const A extends Axes = undefined, const K extends boolean = false>(
      this: FloatOperand<'logSumExp', D, Tensor<S, D>>,
      axes?: Argument<Reduce<'logSumExp', S, A, K>, A>,
      keepDims?: K,
    ): Tensor<Result<Reduce<'logSumExp', S, A, K>>, Float<D>>
  }
}

/** The maximum, or 0 where it is infinite (m · 0 is NaN then): ∞ − ∞ would be no number. */
const finite = (m: Expression): Expression =>
  apply('where', apply('equal', apply('mul', m, constant(0)), constant(0)), m, constant(0))

defineOperator<ReduceAttributes>({
  name: 'logSumExp',
  infer: (operands, { axes, keepDims }) =>
    floatResult('logSumExp', operands, reduceShape('logSumExp', operandShape(operands, 0), axes, keepDims)),
  expand(build, operands, { axes }) {
    const x = operands[0]!
    const reduced = reduceAxes('logSumExp', x.shape, axes) as readonly number[]
    const named = (part: string) => ({ name: `${build.name}_${part}` })
    const maximum = reduceAlong(build, 'max', x, reduced, true, { ...named('maximum'), stop: true })
    const shift = map(build, maximum.shape, (at) => finite(read(maximum, at)), { ...named('shift'), stop: true })
    const exponential = map(
      build,
      x.shape,
      (at) => apply('exp', apply('sub', read(x, at), readBroadcast(shift, at))),
      named('exponential'),
    )
    const total = reduceAlong(build, 'sum', exponential, reduced, true, named('total'))
    const logarithm = logarithmOf(build, total)
    const result = map(build, total.shape, (at) => apply('add', read(shift, at), read(logarithm, at)))
    return reshapeTo(build, result, build.result.shape)
  },
})
