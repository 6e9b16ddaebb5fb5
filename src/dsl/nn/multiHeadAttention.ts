/** `nn.multiHeadAttention`: self-attention in several heads with its four projections. PyTorch's nn.MultiheadAttention, without biases. */
import type { Size, SizeArgument } from '../../shapes/construct.js'
import { headCount, type HeadCount, type MultiHeadAttention } from '../../shapes/multi-head-attention.js'
import type { Groups, SoundGroups } from '../../shapes/layer-options.js'
import { ShapeError, type Late } from '../../shapes/rule.js'
import { record } from '../record.js'
import { captureSite } from '../site.js'
import type { Tensor } from '../tensor.js'
import { layer } from './layer.js'
import type { FloatShape, InputShape, Layer } from './layer.js'
import { init, layerParameter } from './parameter.js'

type Square<Features extends number> = [Features, Features]

export interface MultiHeadAttentionShape<Features extends number, Heads extends number> extends FloatShape {
  readonly operator: 'multiHeadAttention'
  readonly result: MultiHeadAttention<
    InputShape<this['input']>,
    Square<Features>,
    Square<Features>,
    Square<Features>,
    Square<Features>,
    Heads
  >
}

/** The heads, or the sentence of the operator when they do not divide the features. */
type HeadsArgument<Features extends number, Heads extends number> =
  SoundGroups<Heads, Features> extends never ? Late<HeadCount<Square<Features>, Heads>> : Heads

/** Options of the attention layer. */
export interface MultiHeadAttentionLayerOptions {
  /** Whether position i attends to positions j ≤ i only. Default false. */
  readonly causal?: boolean
}

/**
 * Self-attention: `[..., n, features]` keeps its shape, by `multiHeadAttention`, with `query`, `key`, `value` and `output`, each
 * `[features, features]` from the uniform distribution of Glorot. For masks, or keys of another length, take
 * `scaledDotProductAttention` between linear layers. PyTorch: `nn.MultiheadAttention(features, heads, bias=False, batch_first=True)`
 * of one tensor.
 *
 * @throws ShapeError when the input has other features or fewer than two axes (in types: at the tensor passed), or the heads do not
 *   divide the features (in types: at the heads)
 * @example
 * const attention = nn.multiHeadAttention(64, 4, { causal: true })
 * attention(zeros(['batch', 16, 64])) // => [batch, 16, 64]
 */
export function multiHeadAttention<const Features extends number, const Heads extends number>(
  features: SizeArgument<'multiHeadAttention', Features>,
  heads: HeadsArgument<Features, Heads>,
  { causal = false }: MultiHeadAttentionLayerOptions = {},
): Layer<MultiHeadAttentionShape<Size<Features>, Groups<Heads, Features>>> {
  const width = features as number // when it is none, it was marked in types, and is refused by the first parameter
  const projection = () => layerParameter('multiHeadAttention', [width, width], init.xavierUniform(width, width, 1))
  const parameters = { query: projection(), key: projection(), value: projection(), output: projection() }
  const count = headCount([width, width], heads as number)
  if (typeof count === 'string') throw new ShapeError(count, captureSite())
  return layer<MultiHeadAttentionShape<Size<Features>, Groups<Heads, Features>>>(
    'multiHeadAttention',
    (x) => record('multiHeadAttention', [x, ...Object.values(parameters)], { heads: count, causal }) as Tensor,
    parameters,
  )
}
