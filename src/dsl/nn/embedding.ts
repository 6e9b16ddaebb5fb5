/** `nn.embedding`: a table of vectors looked up by integer. PyTorch's nn.Embedding; out of range gives a zero row. */
import type { Size, SizeArgument } from '../../shapes/construct.js'
import type { IntegerDType } from '../../shapes/dtype.js'
import { record } from '../record.js'
import type { AnyTensor } from '../tensor.js'
import type { InputShape, Layer, ShapeFunction } from './layer.js'
import { init, layerParameter } from './parameter.js'

export interface EmbeddingShape<Width extends number> extends ShapeFunction {
  readonly operator: 'gatherRows'
  readonly takes: IntegerDType
  readonly result: [...InputShape<this['input']>, Width]
}

export type Embedding<Width extends number> = Layer<EmbeddingShape<Width>>

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
