/** scaledDotProductAttention: values averaged by how well their keys fit a query. */
import {
  attention,
  attentionMask,
  attentionScores,
  type Attention,
  type AttentionMask,
  type AttentionScores,
} from '../../shapes/attention.js'
import type { DType } from '../../shapes/dtype.js'
import { attends, type AttendOperand, type FloatOperand, type SameOperand } from '../../shapes/promotion.js'
import type { Argument, Result } from '../../shapes/rule.js'
import type { Shape } from '../../shapes/shape.js'
import { defineOperator } from '../operator.js'
import { record } from '../record.js'
import type { Tensor } from '../tensor.js'
import { attend, causally, maskedBy } from './support/attention.js'
import { floatResult, operandShape } from './support/types.js'

/** Options of attention: which query may attend to which key. */
interface AttentionOptions<Q extends Shape, K extends Shape, M extends Shape, C extends DType = 'bool'> {
  readonly mask?: AttendOperand<
    'scaledDotProductAttention',
    C,
    Argument<AttentionMask<'scaledDotProductAttention', AttentionScores<Q, K>, NoInfer<M>>, Tensor<M, C>>
  >
  readonly causal?: boolean
}

/** The key when it fits the query, else the sentence. */
type KeyArgument<Q extends Shape, K extends Shape, D extends DType, E extends DType, T> = SameOperand<
  'scaledDotProductAttention',
  D,
  E,
  Argument<AttentionScores<Q, K>, T>
>

/**
 * y[…, i, e] = Σ_j p[…, i, j] · v[…, j, e] with p = softmax_j (q[…, i] · k[…, j] / √d): q `[..., n, d]`, k `[..., m, d]`,
 * v `[..., m, e]` → `[..., n, e]`. Leading axes (batch, heads) broadcast, so that several query heads can share a key head.
 *
 * `mask`, of type bool, i32 or u32, broadcasts to the scores `[..., n, m]` and holds 1 where query i may attend to key j,
 * 0 where it may not; `causal` allows j ≤ i only. Both may be given. An entry that is not allowed contributes exactly nothing to
 * the result and to any gradient, even if it holds NaN. A row without any entry gives zeros and no gradient.
 *
 * PyTorch: `scaled_dot_product_attention(q, k, v, mask, 0, causal)`, which takes bool masks in this sense too, but also
 * masks of floats to add, and gives NaN for a row without any entry.
 *
 * @throws ShapeError when widths or lengths differ, leading axes or the mask do not broadcast, or the mask holds floats
 * @example
 * const query = zeros(['batch', 8, 16, 64])
 * const key = zeros(['batch', 8, 20, 64])
 * const value = zeros(['batch', 8, 20, 32])
 * const mask = input('mask', ['batch', 1, 1, 20], 'bool')
 * scaledDotProductAttention(query, key, value, { mask }) // => [batch, 8, 16, 32]
 */
export function scaledDotProductAttention<
  Q extends Shape,
  D extends DType,
  K extends Shape,
  V extends Shape,
  M extends Shape = Shape,
  E extends DType = D,
  F extends DType = D,
  C extends DType = 'bool',
>(
  q: FloatOperand<'scaledDotProductAttention', D, Tensor<Q, D>>,
  k: KeyArgument<Q, K, D, F, Tensor<K, F>>,
  v: SameOperand<'scaledDotProductAttention', D, E, Argument<Attention<Q, K, V>, Tensor<V, E>>>,
  options: AttentionOptions<Q, K, M, C> = {},
): Tensor<Result<Attention<Q, K, V>>, D> {
  const operands = options.mask === undefined ? [q, k, v] : [q, k, v, options.mask]
  return record('scaledDotProductAttention', operands, { causal: options.causal ?? false }) as Tensor<
    Result<Attention<Q, K, V>>,
    D
  >
}

declare module '../tensor.js' {
  interface TensorMethods {
    /** scaledDotProductAttention: values averaged by how well their keys fit. See `scaledDotProductAttention`. */
    scaledDotProductAttention<
      Q extends Shape,
      D extends DType,
      K extends Shape,
      V extends Shape,
      M extends Shape = Shape,
      E extends DType = D,
      F extends DType = D,
      C extends DType = 'bool',
    >(
      this: FloatOperand<'scaledDotProductAttention', D, Tensor<Q, D>>,
      k: KeyArgument<Q, K, D, F, Tensor<K, F>>,
      v: SameOperand<'scaledDotProductAttention', D, E, Argument<Attention<Q, K, V>, Tensor<V, E>>>,
      options?: AttentionOptions<Q, K, M, C>,
    ): Tensor<Result<Attention<Q, K, V>>, D>
  }
}

const name = 'scaledDotProductAttention'

defineOperator<{ causal: boolean }>({
  name,
  infer(operands) {
    const [q, k, v, mask] = [0, 1, 2, 3].map((position) => operandShape(operands, position)) as [
      Shape,
      Shape,
      Shape,
      Shape,
    ]
    const fault = operands[3] && attends(name, operands[3].dtype)
    if (fault !== undefined) return fault
    const outcome = operands[3] === undefined ? mask : attentionMask(name, attentionScores(q, k), mask)
    return typeof outcome === 'string' ? outcome : floatResult(name, operands.slice(0, 3), attention(q, k, v))
  },
  expand(build, operands, { causal }) {
    const [q, k, v, mask] = [operands[0]!, operands[1]!, operands[2]!, operands[3]]
    const rules = [...(causal ? [causally] : []), ...(mask === undefined ? [] : [maskedBy(mask)])]
    return attend(build, { q, k, v, allowed: (at) => rules.flatMap((rule) => rule(at)), mayBlock: mask !== undefined })
  },
})
