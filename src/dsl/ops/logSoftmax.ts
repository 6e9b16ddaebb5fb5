/** logSoftmax: the logarithm of softmax along an axis. */
import { axisCheck, axisIndex, type AxisCheck } from '../../shapes/axis.js'
import type { DType } from '../../shapes/dtype.js'
import type { Float, FloatOperand } from '../../shapes/promotion.js'
import type { Argument } from '../../shapes/rule.js'
import type { Shape } from '../../shapes/shape.js'
import { apply, read } from '../comprehension/expression.js'
import { defineOperator } from '../operator.js'
import { map } from '../primitives/map.js'
import { record } from '../record.js'
import type { Tensor } from '../tensor.js'
import { readBroadcast } from './support/read.js'
import { logarithmOf, stableExponential } from './support/stable-exponential.js'
import { floatResult, operandShape } from './support/types.js'

/**
 * (x − max x) − log Σ e^(x − max x) along one axis, by default the last: `[...]` → `[...]`. PyTorch: `torch.log_softmax`.
 *
 * @throws ShapeError when the axis is out of range
 * @example
 * const session = new Session()
 * const x = session.input([3], [1, 2, 3])
 * session.getValue(x.logSoftmax()) // => [-2.408, -1.408, -0.4076]
 */
export function logSoftmax<S extends Shape, D extends DType, const A extends number = -1>(
  x: FloatOperand<'logSoftmax', D, Tensor<S, D>>,
  axis?: Argument<AxisCheck<'logSoftmax', S, A>, A>,
): Tensor<S, Float<D>> {
  return record('logSoftmax', [x], { axis: (axis as number | undefined) ?? -1 }) as Tensor<S, Float<D>>
}

declare module '../tensor.js' {
  interface TensorMethods {
    /** logSoftmax: the logarithm of softmax along an axis. See `logSoftmax`. */
    logSoftmax<S extends Shape, D extends DType, const A extends number = -1>(
      this: FloatOperand<'logSoftmax', D, Tensor<S, D>>,
      axis?: Argument<AxisCheck<'logSoftmax', S, A>, A>,
    ): Tensor<S, Float<D>>
  }
}

defineOperator<{ axis: number }>({
  name: 'logSoftmax',
  infer: (operands, { axis }) =>
    floatResult('logSoftmax', operands, axisCheck('logSoftmax', operandShape(operands, 0), axis)),
  expand(build, [x], { axis: written }) {
    const axis = axisIndex(x!.shape, written)!
    if (x!.shape[axis] === 0) return map(build, x!.shape, (out) => read(x!, out))
    const { maximum, total } = stableExponential(build, x!, axis)
    const logarithm = logarithmOf(build, total)
    return map(build, x!.shape, (out) =>
      apply('sub', apply('sub', read(x!, out), readBroadcast(maximum, out)), readBroadcast(logarithm, out)),
    )
  },
})
