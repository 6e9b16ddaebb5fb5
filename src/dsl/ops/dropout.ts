/** dropout: elements set to zero at random while training. */
import type { DType } from '../../shapes/dtype.js'
import type { Float, FloatOperand } from '../../shapes/promotion.js'
import type { Shape } from '../../shapes/shape.js'
import { apply, constant, fromIndex, read } from '../comprehension/expression.js'
import type { Value } from '../comprehension/types.js'
import { defineOperator, type Builder } from '../operator.js'
import { map } from '../primitives/map.js'
import { divideRational, rational, rationalFromNumber, subtractRational } from '../rational.js'
import { record } from '../record.js'
import type { Tensor } from '../tensor.js'
import { drawEach, randomLevels } from './support/random.js'
import { floatResult, operandShape } from './support/types.js'

/**
 * x / (1 − p) with probability 1 − p, else 0, in `step`; x itself in `evaluate` and `predict`: `[...]` → `[...]`. PyTorch: `dropout`.
 *
 * The mask is a function of the run's seed, the step, this operator's place in the graph and the element's number alone, so a
 * run can be repeated and resumed bit for bit, on every target.
 *
 * @throws ShapeError when the probability is not from 0 up to, but not, 1
 * @example
 * const hidden = ones(['batch', 32])
 * hidden.dropout(0.2) // => [batch, 32]
 */
export function dropout<S extends Shape, D extends DType>(
  x: FloatOperand<'dropout', D, Tensor<S, D>>,
  probability: number,
): Tensor<S, Float<D>> {
  return record('dropout', [x], { probability }) as Tensor<S, Float<D>>
}

declare module '../tensor.js' {
  interface TensorMethods {
    /** dropout: elements set to zero at random while training. See `dropout`. */
    dropout<S extends Shape, D extends DType>(
      this: FloatOperand<'dropout', D, Tensor<S, D>>,
      probability: number,
    ): Tensor<S, Float<D>>
  }
}

/** 0 for what is dropped, with probability ⌈p·2²⁴⌉ / 2²⁴, and 1/(1 − p) for what stays. */
function mask(build: Builder, probability: number): Value {
  const threshold = fromIndex(Math.ceil(probability * randomLevels))
  const kept = constant(divideRational(rational(1), subtractRational(rational(1), rationalFromNumber(probability))))
  return drawEach(
    build,
    (bits) => apply('where', apply('lessThan', bits, threshold), constant(0), kept),
    'dropout_mask',
  )
}

defineOperator<{ probability: number }>({
  name: 'dropout',
  infer: (operands, { probability }) =>
    probability >= 0 && probability < 1 ?
      floatResult('dropout', operands, operandShape(operands, 0))
    : `dropout: probability ${probability} is not from 0 up to, but not, 1`,
  expand(build, [x], { probability }) {
    if (!build.training || probability === 0) return map(build, build.result.shape, (out) => read(x!, out))
    const kept = mask(build, probability)
    return map(build, build.result.shape, (out) => apply('mul', read(x!, out), read(kept, out)))
  },
})
