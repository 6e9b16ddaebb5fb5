/** `nn.embedding`: a table of vectors looked up by integer. PyTorch's nn.Embedding; out of range gives a zero row. */
import type { Size, SizeArgument } from '../../shapes/construct.js'
import type { Shape } from '../../shapes/shape.js'
import type { DType } from '../../shapes/dtype.js'
import type { IntegerOperand } from '../../shapes/promotion.js'
import { record } from '../record.js'
import type { AnyTensor, Tensor } from '../tensor.js'
import type { LayerParts } from './layer.js'
import { init, layerParameter } from './parameter.js'

export interface Embedding<Width extends number> extends LayerParts {
  <const S extends Shape, D extends DType = 'i32'>(
    indices: IntegerOperand<'gatherRows', 'index', D, Tensor<S, D>>,
  ): Tensor<[...S, Width]>
}

/**
 * A lookup table: integers `[...]` → vectors `[..., width]`, `weight [count, width]` from the standard normal. An index
 * outside 0 … count − 1 gives zeros and passes no gradient. PyTorch: `nn.Embedding`, which fails there.
 *
 * @throws ShapeError for a count or width that is not a whole number
 * @example
 * const embed = nn.embedding(60, 16)
 * embed(input('characters', ['batch', 32], 'i32')) // => [batch, 32, 16]
 */
export function embedding<const Count extends number, const Width extends number>(
  count: SizeArgument<'embedding', Count>,
  width: SizeArgument<'embedding', Width>,
): Embedding<Size<Width>> {
  const weight = layerParameter('embedding', [count as number, width as number], init.normal(0, 1))
  // Recording knows shapes only at run time; the rule of the result is in the type Embedding.
  const call = ((indices: AnyTensor) => record('gatherRows', [weight, indices], {})) as unknown as Embedding<
    Size<Width>
  >
  return Object.assign(call, { kind: 'embedding', parameters: { weight }, children: [] })
}
