/** binaryCrossEntropyWithLogits: the negative log likelihood of yes and no, from logits. */
import type { DType } from '../../shapes/dtype.js'
import { normParameter, type NormParameter } from '../../shapes/norm.js'
import type { Float, FloatOperand, SameOperand } from '../../shapes/promotion.js'
import type { Argument } from '../../shapes/rule.js'
import { sameShape, type SameShape } from '../../shapes/same-shape.js'
import type { Shape } from '../../shapes/shape.js'
import { apply, constant, read } from '../comprehension/expression.js'
import type { IndexLike } from '../comprehension/index-expression.js'
import type { Expression } from '../comprehension/types.js'
import { defineOperator } from '../operator.js'
import { record } from '../record.js'
import type { Tensor } from '../tensor.js'
import { given, reduceTerms, reductionFault, type LossAttributes, type LossOptions } from './support/loss.js'
import type { Reduced, Reduction } from './support/loss.js'
import { floatResult, operandShape } from './support/types.js'

const name = 'binaryCrossEntropyWithLogits'
type Name = typeof name

/** Options of binaryCrossEntropyWithLogits. */
export interface BinaryCrossEntropyWithLogitsOptions<
  A extends Shape,
  D extends DType,
  P extends Shape,
  R extends string,
  F extends DType,
> extends LossOptions<R> {
  /** How much more a yes counts, for each entry of the last axis: `[classes]`. Default: 1 for all. */
  readonly posWeight?: SameOperand<
    Name,
    D,
    F,
    Argument<NormParameter<Name, 'posWeight', A, -1, NoInfer<P>>, Tensor<P, F>>
  >
}

/**
 * mean of w · t · softplus(−x) + (1 − t) · softplus(x), which is −(w · t · log p + (1 − t) · log(1 − p)) for p = sigmoid x: logits x
 * and targets t from 0 to 1, of one shape → `[]`; w is `posWeight` `[classes]` along the last axis, or 1. Exact in both tails.
 * `reduction: 'sum'` is the sum of the terms, `'none'` the terms. PyTorch: `binary_cross_entropy_with_logits`, whose weights
 * broadcast in any way.
 *
 * @throws ShapeError when the shapes differ, the weights do not fit the last axis, or there is no such reduction
 * @example
 * const session = new Session()
 * const logit = session.input([2], [0, 1000])
 * const target = session.input([2], [1, 0])
 * session.getValue(binaryCrossEntropyWithLogits(logit, target, { reduction: 'none' })) // => [0.6931, 1000]
 * const posWeight = constant([4, 1], [2])
 * session.getValue(binaryCrossEntropyWithLogits(logit, target, { posWeight, reduction: 'none' })) // => [2.773, 1000]
 */
export function binaryCrossEntropyWithLogits<
  A extends Shape,
  D extends DType,
  B extends Shape,
  P extends Shape = Shape,
  const R extends Reduction = 'mean',
  E extends DType = D,
  F extends DType = D,
>(
  logits: FloatOperand<Name, D, Tensor<A, D>>,
  target: SameOperand<Name, D, E, Argument<SameShape<Name, A, B>, Tensor<B, E>>>,
  options: BinaryCrossEntropyWithLogitsOptions<A, D, P, R, F> = {},
): Tensor<Reduced<A, R>, Float<D>> {
  const { posWeight, ...rest } = options
  const operands = posWeight === undefined ? [logits, target] : [logits, target, posWeight]
  return record(name, operands, given({ ...rest })) as Tensor<Reduced<A, R>, Float<D>>
}

declare module '../tensor.js' {
  interface TensorMethods {
    /** binaryCrossEntropyWithLogits: the negative log likelihood of yes and no. See `binaryCrossEntropyWithLogits`. */
    binaryCrossEntropyWithLogits<
      A extends Shape,
      D extends DType,
      B extends Shape,
      P extends Shape = Shape,
      const R extends Reduction = 'mean',
      E extends DType = D,
      F extends DType = D,
    >(
      this: FloatOperand<Name, D, Tensor<A, D>>,
      target: SameOperand<Name, D, E, Argument<SameShape<Name, A, B>, Tensor<B, E>>>,
      options?: BinaryCrossEntropyWithLogitsOptions<A, D, P, R, F>,
    ): Tensor<Reduced<A, R>, Float<D>>
  }
}

defineOperator<LossAttributes>({
  name,
  infer(operands, { reduction = 'mean' }) {
    const shape = sameShape(name, operandShape(operands, 0), operandShape(operands, 1))
    const weight = operands[2] && normParameter(name, 'posWeight', operandShape(operands, 0), -1, operands[2].shape)
    const fault = typeof weight === 'string' ? weight : reductionFault(name, reduction)
    return floatResult(
      name,
      operands,
      typeof shape === 'string' ? shape : (fault ?? (reduction === 'none' ? shape : [])),
    )
  },
  expand(build, operands, { reduction = 'mean' }) {
    const [logits, target, weight] = [operands[0]!, operands[1]!, operands[2]]
    // Each softplus keeps the digits of its own tail, as their difference from x would not.
    return reduceTerms(build, reduction, logits.shape, (at: readonly IndexLike[]): Expression => {
      const [x, t] = [read(logits, at), read(target, at)]
      const yes = apply('mul', t, apply('softplus', apply('neg', x)))
      const no = apply('mul', apply('sub', constant(1), t), apply('softplus', x))
      return apply('add', weight === undefined ? yes : apply('mul', read(weight, [at.at(-1)!]), yes), no)
    })
  },
})
