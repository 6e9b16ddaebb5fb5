/** bernoulliMask: ones and zeros at random. */
import { shapeArgument, type Constructed, type ShapeArgument } from '../../shapes/construct.js'
import type { Shape } from '../../shapes/shape.js'
import { apply, constant, fromIndex } from '../comprehension/expression.js'
import { defineOperator } from '../operator.js'
import { record } from '../record.js'
import type { Tensor } from '../tensor.js'
import { drawEach, randomLevels } from './support/random.js'

/**
 * 1 with probability `keep` (in steps of 2⁻²⁴), else 0, independently; a shape, which may have named dimensions → a tensor of floats
 * of that shape, without gradient. New in every step, also in `evaluate` and `predict`; `dropout` is for training alone.
 *
 * The mask is a function of the run's seed, the step, this operator's place in the graph and the element's number alone: the same on
 * every target. PyTorch: `torch.bernoulli` of a full tensor; TorchLean: `bernoulliMask`, whose generator is another.
 *
 * @throws ShapeError when a dimension is not sound, or the probability is not from 0 to 1
 * @example
 * bernoulliMask(['batch', 10], 0.9) // => [batch, 10]
 */
export function bernoulliMask<const S extends Shape>(
  shape: ShapeArgument<'bernoulliMask', S>,
  keep: number,
): Tensor<Constructed<S>> {
  return record('bernoulliMask', [], { shape: shape as Shape, keep }) as Tensor<Constructed<S>>
}

defineOperator<{ shape: Shape; keep: number }>({
  name: 'bernoulliMask',
  dims: ['shape'],
  infer(_, { shape: written, keep }) {
    const shape = shapeArgument('bernoulliMask', written)
    if (typeof shape === 'string') return shape
    return keep >= 0 && keep <= 1 ? { shape, dtype: 'f32' } : `bernoulliMask: probability ${keep} is not from 0 to 1`
  },
  expand(build, _, { keep }) {
    const threshold = fromIndex(Math.round(keep * randomLevels))
    return drawEach(
      build,
      (bits) => apply('where', apply('lessThan', bits, threshold), constant(1), constant(0)),
      'bernoulliMask',
    )
  },
})
