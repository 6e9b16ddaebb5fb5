/** dropout: elements set to zero at random while training. */
import type { DType, FloatDType } from '../../shapes/dtype.js'
import type { Shape } from '../../shapes/shape.js'
import { apply, constant, fromIndex, read } from '../comprehension/expression.js'
import type { Value } from '../comprehension/types.js'
import { defineOperator, type Builder } from '../operator.js'
import { map } from '../primitives/map.js'
import { linearIndex } from '../primitives/movement.js'
import { divideRational, rational, rationalFromNumber, subtractRational } from '../rational.js'
import { record } from '../record.js'
import type { Tensor } from '../tensor.js'
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
export function dropout<S extends Shape, D extends FloatDType>(x: Tensor<S, D>, probability: number): Tensor<S, D> {
  return record('dropout', [x], { probability }) as Tensor<S, D>
}

declare module '../tensor.js' {
  interface Tensor<out S extends Shape, out D extends DType> {
    /** dropout: elements set to zero at random while training. See `dropout`. */
    dropout<S extends Shape, D extends FloatDType>(this: Tensor<S, D>, probability: number): Tensor<S, D>
  }
}

/** Random bits are compared by their upper 24, the precision of f32: dropped with probability ⌈p·2²⁴⌉ / 2²⁴. */
const levels = 2 ** 24

/** 0 for what is dropped, 1/(1 − p) for what stays. */
function mask(build: Builder, probability: number): Value {
  const [seed, step] = [build.counter('seed'), build.counter('step')]
  const salt = fromIndex(build.salt)
  // One key for this operator and step, then one word for each element: never two of the same (key, counter).
  const key = map(build, [], () => apply('randomBits', read(seed, [0]), read(seed, [1]), read(step, []), salt), {
    name: 'dropout_key',
    dtype: 'u32',
  })
  const threshold = fromIndex(Math.ceil(probability * levels))
  const kept = constant(divideRational(rational(1), subtractRational(rational(1), rationalFromNumber(probability))))
  return map(
    build,
    build.result.shape,
    (out) => {
      const bits = apply(
        'randomBits',
        read(key, []),
        read(seed, [1]),
        fromIndex(linearIndex(out, build.result.shape)),
        salt,
      )
      return apply('where', apply('lessThan', apply('upperBits', bits), threshold), constant(0), kept)
    },
    { name: 'dropout_mask' },
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
