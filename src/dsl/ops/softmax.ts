/** softmax: exponentials that sum to 1 along an axis. */
import { axisCheck, axisIndex, type AxisCheck } from '../../shapes/axis.js'
import type { DType } from '../../shapes/dtype.js'
import type { Float, FloatOperand } from '../../shapes/promotion.js'
import type { Argument } from '../../shapes/rule.js'
import type { Shape } from '../../shapes/shape.js'
import { apply, read } from '../comprehension/expression.js'
import type { Comprehension, Value } from '../comprehension/types.js'
import { defineOperator, type Builder } from '../operator.js'
import { map, reduce } from '../primitives/map.js'
import { record } from '../record.js'
import type { Tensor } from '../tensor.js'
import { readBroadcast } from './support/read.js'
import { along, stableExponential } from './support/stable-exponential.js'
import { floatResult, operandShape } from './support/types.js'

/**
 * p = e^(x − max x) / Σ e^(x − max x) along one axis, by default the last: `[...]` → `[...]`. PyTorch: `torch.softmax`.
 *
 * Its adjoint is written out: dx = p · (dp − Σ p·dp). The derived one is equal, but keeps the exponentials as well as p and
 * divides twice more.
 *
 * @throws ShapeError when the axis is out of range
 * @example
 * const session = new Session()
 * const x = session.input([3], [1, 2, 3])
 * session.getValue(x.softmax()) // => [0.09003, 0.2447, 0.6652]
 */
export function softmax<S extends Shape, D extends DType, const A extends number = -1>(
  x: FloatOperand<'softmax', D, Tensor<S, D>>,
  axis?: Argument<AxisCheck<'softmax', S, A>, A>,
): Tensor<S, Float<D>> {
  return record('softmax', [x], { axis: (axis as number | undefined) ?? -1 }) as Tensor<S, Float<D>>
}

declare module '../tensor.js' {
  interface TensorMethods {
    /** softmax: exponentials that sum to 1 along an axis. See `softmax`. */
    softmax<S extends Shape, D extends DType, const A extends number = -1>(
      this: FloatOperand<'softmax', D, Tensor<S, D>>,
      axis?: Argument<AxisCheck<'softmax', S, A>, A>,
    ): Tensor<S, Float<D>>
  }
}

defineOperator<{ axis: number }>({
  name: 'softmax',
  infer: (operands, { axis }) =>
    floatResult('softmax', operands, axisCheck('softmax', operandShape(operands, 0), axis)),
  expand(build, [x], { axis: written }) {
    const axis = axisIndex(x!.shape, written)!
    if (x!.shape[axis] === 0) return map(build, x!.shape, (out) => read(x!, out))
    const { exponential, total } = stableExponential(build, x!, axis)
    const p: Comprehension = map(
      build,
      x!.shape,
      (out) => apply('div', read(exponential, out), readBroadcast(total, out)),
      { adjoint: (dp) => [[x!, adjoint(build, p, dp, axis)]] },
    )
    return p
  },
})

/** dx = p · (dp − Σ p·dp) */
function adjoint(build: Builder, p: Value, dp: Value, axis: number): Value {
  const dot = reduce(
    build,
    'sum',
    p.shape.map((extent, i) => (i === axis ? 1 : extent)),
    [p.shape[axis]!],
    (out, [r]) => apply('mul', read(p, along(out, axis, r!)), read(dp, along(out, axis, r!))),
    { name: 'softmax_dot' },
  )
  return map(
    build,
    p.shape,
    (out) => apply('mul', read(p, out), apply('sub', read(dp, out), readBroadcast(dot, out))),
    { name: 'softmax_operand_gradient' },
  )
}
