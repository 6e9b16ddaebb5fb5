/** norm: the length of vectors, over all axes or some. */
import type { DType } from '../../shapes/dtype.js'
import type { Float, FloatOperand } from '../../shapes/promotion.js'
import { reduce as reduceShape, reduceAxes, type Axes, type Reduce } from '../../shapes/reduce.js'
import type { Argument, Result } from '../../shapes/rule.js'
import type { Shape } from '../../shapes/shape.js'
import { apply, read } from '../comprehension/expression.js'
import { defineOperator } from '../operator.js'
import { map } from '../primitives/map.js'
import { record } from '../record.js'
import type { Tensor } from '../tensor.js'
import { axesAttribute, reduceAlong, type ReduceAttributes } from './support/reduction.js'
import { floatResult, operandShape } from './support/types.js'

/** Which norm. */
export interface NormOrder {
  /** 2: √(Σ x²), the default. 1: Σ |x|. */
  readonly order?: 1 | 2
}

/**
 * √(Σ x²), or Σ |x| with `{ order: 1 }`: without axes `[...]` → `[]`; with one axis or a list of axes, those disappear, or stay with
 * extent 1 when `keepDims` is true. The gradient is x / norm, and 0 where all elements are 0; of order 1 sign x, 0 at 0. PyTorch:
 * `torch.linalg.vector_norm(x, order, dim, keepdim)`.
 *
 * @throws ShapeError when an axis is out of range or repeated, or the order is neither 1 nor 2
 * @example
 * const session = new Session()
 * const x = session.input([2, 2], [3, -4, 5, 12])
 * session.getValue(x.norm(1)) // => [5, 13]
 * session.getValue(x.norm(1, false, { order: 1 })) // => [7, 17]
 * x.norm([0, 1], true) // => [1, 1]
 */
export function norm<
  S extends Shape,
  D extends DType,
  const A extends Axes = undefined,
  const K extends boolean = false,
>(
  x: FloatOperand<'norm', D, Tensor<S, D>>,
  axes?: Argument<Reduce<'norm', S, A, K>, A>,
  keepDims?: K,
  options: NormOrder = {},
): Tensor<Result<Reduce<'norm', S, A, K>>, Float<D>> {
  const attributes = { axes: axesAttribute(axes), keepDims: keepDims ?? false, order: options.order ?? 2 }
  return record('norm', [x], attributes) as Tensor<Result<Reduce<'norm', S, A, K>>, Float<D>>
}

declare module '../tensor.js' {
  interface TensorMethods {
    /** norm: the length of vectors, over all axes or some. See `norm`. */
    norm<S extends Shape, D extends DType, const A extends Axes = undefined, const K extends boolean = false>(
      this: FloatOperand<'norm', D, Tensor<S, D>>,
      axes?: Argument<Reduce<'norm', S, A, K>, A>,
      keepDims?: K,
      options?: NormOrder,
    ): Tensor<Result<Reduce<'norm', S, A, K>>, Float<D>>
  }
}

defineOperator<ReduceAttributes & { readonly order: number }>({
  name: 'norm',
  infer: (operands, { axes, keepDims, order }) =>
    order === 1 || order === 2 ?
      floatResult('norm', operands, reduceShape('norm', operandShape(operands, 0), axes, keepDims))
    : `norm: order ${order} is neither 1 nor 2`,
  expand(build, operands, { axes, keepDims, order }) {
    const x = operands[0]!
    const reduced = reduceAxes('norm', x.shape, axes) as readonly number[]
    const terms = map(
      build,
      x.shape,
      (at) => (order === 1 ? apply('abs', read(x, at)) : apply('mul', read(x, at), read(x, at))),
      { name: 'norm_terms' },
    )
    const total = reduceAlong(build, 'sum', terms, reduced, keepDims)
    return order === 1 ? total : map(build, total.shape, (at) => apply('sqrt', read(total, at)))
  },
})
