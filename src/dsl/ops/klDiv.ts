/** klDiv: the Kullback-Leibler divergence of a distribution from log-probabilities. */
import type { DType } from '../../shapes/dtype.js'
import type { Float, FloatOperand, SameOperand } from '../../shapes/promotion.js'
import type { Argument } from '../../shapes/rule.js'
import { sameShape, type SameShape } from '../../shapes/same-shape.js'
import type { Shape } from '../../shapes/shape.js'
import { apply, constant, read } from '../comprehension/expression.js'
import type { Expression } from '../comprehension/types.js'
import { defineOperator } from '../operator.js'
import { reduce } from '../primitives/map.js'
import { record } from '../record.js'
import type { Tensor } from '../tensor.js'
import { given, reduceTerms, reductionFault, type LossOptions, type Reduced, type Reduction } from './support/loss.js'
import { dividedBy } from './support/mean.js'
import { floatResult, operandShape } from './support/types.js'

/** Options of klDiv. The reduction `'batchmean'` divides the sum by the size of the first axis. */
export interface KlDivOptions<R extends string = KlDivReduction> extends LossOptions<R> {
  /** Whether the target holds logarithms of probabilities. Default: false. */
  readonly logTarget?: boolean
}

export type KlDivReduction = Reduction | 'batchmean'

/**
 * mean over all elements of t · (log t − x), for log-probabilities x and probabilities t of one shape → `[]`; a target of 0
 * contributes exactly 0. With `logTarget` the target is log t: e^t · (t − x). `reduction: 'batchmean'`, which is the divergence
 * of a batch of distributions, divides the sum by the size of the first axis, `'sum'` by nothing; `'none'` gives the terms.
 * PyTorch: `kl_div`, with the same default and without its broadcasting.
 *
 * @throws ShapeError when the shapes differ, there is no such reduction, or `'batchmean'` has no first axis
 * @example
 * const session = new Session()
 * const x = session.input([1, 2], [-1, -2])
 * const target = session.input([1, 2], [1, 0])
 * session.getValue(klDiv(x, target, { reduction: 'batchmean' })) // => [1]
 * session.getValue(klDiv(x, x.add(1), { logTarget: true, reduction: 'sum' })) // => [1.368]
 */
export function klDiv<
  A extends Shape,
  D extends DType,
  B extends Shape,
  const R extends KlDivReduction = 'mean',
  E extends DType = D,
>(
  logProbabilities: FloatOperand<'klDiv', D, Tensor<A, D>>,
  target: SameOperand<'klDiv', D, E, Argument<SameShape<'klDiv', A, B>, Tensor<B, E>>>,
  options: KlDivOptions<R> = {},
): Tensor<Reduced<A, R>, Float<D>> {
  return record('klDiv', [logProbabilities, target], given({ ...options })) as Tensor<Reduced<A, R>, Float<D>>
}

declare module '../tensor.js' {
  interface TensorMethods {
    /** klDiv: the Kullback-Leibler divergence of a distribution from these log-probabilities. See `klDiv`. */
    klDiv<
      A extends Shape,
      D extends DType,
      B extends Shape,
      const R extends KlDivReduction = 'mean',
      E extends DType = D,
    >(
      this: FloatOperand<'klDiv', D, Tensor<A, D>>,
      target: SameOperand<'klDiv', D, E, Argument<SameShape<'klDiv', A, B>, Tensor<B, E>>>,
      options?: KlDivOptions<R>,
    ): Tensor<Reduced<A, R>, Float<D>>
  }
}

/** t · log t − t · x: 0 · log 0 is 0, and the logarithm of nothing is never taken. */
function divergence(x: Expression, t: Expression): Expression {
  const positive = apply('lessThan', constant(0), t)
  const logarithm = apply('log', apply('where', positive, t, constant(1)))
  return apply('where', positive, apply('mul', t, apply('sub', logarithm, x)), constant(0))
}

defineOperator<{ reduction?: KlDivReduction; logTarget?: boolean }>({
  name: 'klDiv',
  infer(operands, { reduction = 'mean' }) {
    const shape = sameShape('klDiv', operandShape(operands, 0), operandShape(operands, 1))
    const fault =
      reductionFault('klDiv', reduction, ['mean', 'batchmean', 'sum', 'none']) ??
      (reduction === 'batchmean' && shape.length === 0 ? 'klDiv: [] has rank 0, batchmean needs 1 or more' : undefined)
    return floatResult(
      'klDiv',
      operands,
      typeof shape === 'string' ? shape : (fault ?? (reduction === 'none' ? shape : [])),
    )
  },
  expand(build, operands, { reduction = 'mean', logTarget = false }) {
    const [x, target] = [operands[0]!, operands[1]!]
    const term = (at: Parameters<typeof read>[1]): Expression => {
      const [logProbability, t] = [read(x, at), read(target, at)]
      if (!logTarget) return divergence(logProbability, t)
      return apply('mul', apply('exp', t), apply('sub', t, logProbability))
    }
    if (reduction !== 'batchmean') return reduceTerms(build, reduction, x.shape, term)
    return reduce(build, 'sum', [], x.shape, (_, at) => term(at), dividedBy(x.shape[0]!))
  },
})
