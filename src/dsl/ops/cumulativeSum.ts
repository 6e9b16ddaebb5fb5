/** cumulativeSum: the sum of all elements up to each, along an axis. */
import { axisCheck, axisIndex, type AxisCheck } from '../../shapes/axis.js'
import type { DType } from '../../shapes/dtype.js'
import type { Float, FloatOperand } from '../../shapes/promotion.js'
import type { Argument } from '../../shapes/rule.js'
import type { Shape } from '../../shapes/shape.js'
import { apply, read, select } from '../comprehension/expression.js'
import { nonnegative } from '../comprehension/guards.js'
import { floorDivide, minus, modulo, type IndexLike } from '../comprehension/index-expression.js'
import type { Value } from '../comprehension/types.js'
import { defineOperator, type Builder } from '../operator.js'
import { map, reduce } from '../primitives/map.js'
import { sliceAxis } from '../primitives/movement.js'
import { record } from '../record.js'
import type { Tensor } from '../tensor.js'
import { along } from './support/stable-exponential.js'
import { floatResult, operandShape } from './support/types.js'

/**
 * y[i] = Σ_{j ≤ i} x[j] along an axis: `[...]` → `[...]`. NumPy and PyTorch: `cumsum`.
 *
 * @throws ShapeError when the axis is out of range
 * @example
 * const x = ones(['batch', 10])
 * cumulativeSum(x, -1) // => [batch, 10]
 */
export function cumulativeSum<S extends Shape, D extends DType, const A extends number>(
  x: FloatOperand<'cumulativeSum', D, Tensor<S, D>>,
  axis: Argument<AxisCheck<'cumulativeSum', S, A>, A>,
): Tensor<S, Float<D>> {
  return record('cumulativeSum', [x], { axis: axis as number }) as Tensor<S, Float<D>>
}

declare module '../tensor.js' {
  interface TensorMethods {
    /** cumulativeSum: the sum of all elements up to each, along an axis. See `cumulativeSum`. */
    cumulativeSum<S extends Shape, D extends DType, const A extends number>(
      this: FloatOperand<'cumulativeSum', D, Tensor<S, D>>,
      axis: Argument<AxisCheck<'cumulativeSum', S, A>, A>,
    ): Tensor<S, Float<D>>
  }
}

/** Each element sums at most so many terms; further ones come as the totals of whole blocks. */
const block = 32

/**
 * Sums within blocks of 32, and to each element the sum of the blocks before its own, which is the cumulative sum of their
 * totals. So n elements cost about 33·n additions, not n²/2, and rounding errors grow with log n.
 */
function accumulate(build: Builder, x: Value, axis: number): Value {
  const size = x.shape[axis]!
  const terms = Math.min(size, block)
  // y[i] = Σ_r x[i − r] while i − r is in i's block
  const within = reduce(
    build,
    'sum',
    x.shape,
    [terms],
    (out, [r]) => {
      const at = minus(out[axis]!, r!)
      return select([nonnegative(at), nonnegative(minus(modulo(out[axis]!, block), r!))], read(x, along(out, axis, at)))
    },
    { name: `${build.name}_block` },
  )
  if (size <= block) return within
  const totals = sliceAxis(build, within, axis, block - 1, Math.ceil(size / block) - 1, block)
  const before = accumulate(build, totals, axis)
  return map(build, x.shape, (out) => {
    const previous: IndexLike = minus(floorDivide(out[axis]!, block), 1)
    return apply('add', read(within, out), select([nonnegative(previous)], read(before, along(out, axis, previous))))
  })
}

defineOperator<{ axis: number }>({
  name: 'cumulativeSum',
  infer: (operands, { axis }) =>
    floatResult('cumulativeSum', operands, axisCheck('cumulativeSum', operandShape(operands, 0), axis)),
  expand: (build, [x], { axis }) => accumulate(build, x!, axisIndex(x!.shape, axis)!),
})
