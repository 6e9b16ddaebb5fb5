/** randUniform: random numbers between two bounds. */
import { shapeArgument, type Constructed, type ShapeArgument } from '../../shapes/construct.js'
import type { Shape } from '../../shapes/shape.js'
import { apply, constant } from '../comprehension/expression.js'
import { defineOperator } from '../operator.js'
import { divideRational, rational, rationalFromNumber, subtractRational } from '../rational.js'
import { record } from '../record.js'
import type { Tensor } from '../tensor.js'
import { drawEach, randomLevels } from './support/random.js'

/** Options of randUniform. */
export interface RandUniformOptions {
  /** Default: 0. */
  readonly low?: number
  /** Default: 1. */
  readonly high?: number
}

/**
 * Independent numbers, evenly from `low` up to, but not, `high`, in 2²⁴ steps; a shape, which may have named dimensions → a tensor
 * of that shape, without gradient. New in every step, also in `evaluate` and `predict`.
 *
 * The numbers are a function of the run's seed, the step, this operator's place in the graph and the element's number alone: the
 * same on every target. PyTorch: `torch.rand`; TorchLean: `randUniform`, whose generator is another.
 *
 * @throws ShapeError when a dimension is not sound, or the bounds are not finite numbers, the lower first
 * @example
 * randUniform(['batch', 10]) // => [batch, 10]
 * randUniform([3], { low: -1, high: 1 }) // => [3]
 */
export function randUniform<const S extends Shape>(
  shape: ShapeArgument<'randUniform', S>,
  options: RandUniformOptions = {},
): Tensor<Constructed<S>> {
  const { low = 0, high = 1 } = options
  return record('randUniform', [], { shape: shape as Shape, low, high }) as Tensor<Constructed<S>>
}

defineOperator<{ shape: Shape; low: number; high: number }>({
  name: 'randUniform',
  dims: ['shape'],
  infer(_, { shape: written, low, high }) {
    const shape = shapeArgument('randUniform', written)
    if (typeof shape === 'string') return shape
    return Number.isFinite(low) && Number.isFinite(high) && low < high ?
        { shape, dtype: 'f32' }
      : `randUniform: bounds ${low} and ${high} are not finite numbers, the lower first`
  },
  expand(build, _, { low, high }) {
    const width = subtractRational(rationalFromNumber(high), rationalFromNumber(low))
    const unit = constant(divideRational(width, rational(randomLevels)))
    return drawEach(
      build,
      (bits) => apply('add', constant(low), apply('mul', unit, apply('toFloat', bits))),
      'randUniform',
    )
  },
})
