/** multiHeadAttention: self-attention in several heads, between linear projections. */
import { attentionMask, type AttentionMask } from '../../shapes/attention.js'
import type { DType } from '../../shapes/dtype.js'
import { attends, type AttendOperand, type FloatOperand, type SameOperand } from '../../shapes/promotion.js'
import {
  headScores,
  multiHeadAttention as multiHeadAttentionShape,
  type HeadCount,
  type HeadOutput,
  type HeadProjection,
  type HeadScores,
  type MultiHeadAttention,
} from '../../shapes/multi-head-attention.js'
import type { Argument, Result } from '../../shapes/rule.js'
import type { Shape } from '../../shapes/shape.js'
import { apply, read } from '../comprehension/expression.js'
import { plus, times } from '../comprehension/index-expression.js'
import type { Value } from '../comprehension/types.js'
import { defineOperator, type Builder } from '../operator.js'
import { map, reduce } from '../primitives/map.js'
import { record } from '../record.js'
import type { Tensor } from '../tensor.js'
import { attend, causally, maskedBy } from './support/attention.js'
import { floatResult, operandShape } from './support/types.js'

/** Options of multi-head attention: the number of heads, and which position may attend to which. */
interface HeadOptions<X extends Shape, Q extends Shape, N extends number, M extends Shape, C extends DType = 'bool'> {
  readonly heads: Argument<HeadCount<Q, N>, N>
  readonly mask?: AttendOperand<
    'multiHeadAttention',
    C,
    Argument<AttentionMask<'multiHeadAttention', HeadScores<X>, NoInfer<M>>, Tensor<M, C>>
  >
  readonly causal?: boolean
}

/**
 * Head h attends with the columns h·w … h·w + w − 1 of q = x·wq, k = x·wk, v = x·wv, w = width / heads:
 * softmax(q kᵀ / √w) v; the heads' results side by side, times wo, are the result. x `[..., n, d]`, wq, wk, wv `[d, width]`,
 * wo `[width, out]` → `[..., n, out]`.
 *
 * `mask`, of type bool, i32 or u32, broadcasts to `[..., n, n]`, is the same for all heads, and holds 1 where row i may attend
 * to row j, 0 where it may not; `causal` allows j ≤ i only. A row that may attend to none gives zeros and no gradient.
 *
 * PyTorch: `nn.MultiheadAttention` without biases, whose weights are the transposes of these, and where True in a mask
 * means "may not". TorchLean: `multiHeadAttention`.
 *
 * @throws ShapeError when a weight does not fit, the heads do not divide the width, the mask does not broadcast or holds floats
 * @example
 * const tokens = zeros(['batch', 16, 64])
 * const weight = ones([64, 64])
 * multiHeadAttention(tokens, weight, weight, weight, weight, { heads: 4, causal: true }) // => [batch, 16, 64]
 */
export function multiHeadAttention<
  X extends Shape,
  D extends DType,
  Q extends Shape,
  K extends Shape,
  V extends Shape,
  O extends Shape,
  const N extends number,
  M extends Shape = Shape,
  E extends DType = D,
  F extends DType = D,
  H extends DType = D,
  J extends DType = D,
  C extends DType = 'bool',
>(
  x: FloatOperand<'multiHeadAttention', D, Tensor<X, D>>,
  wq: SameOperand<'multiHeadAttention', D, E, Argument<HeadProjection<'wq', X, Q, Q>, Tensor<Q, E>>>,
  wk: SameOperand<'multiHeadAttention', D, F, Argument<HeadProjection<'wk', X, K, Q>, Tensor<K, F>>>,
  wv: SameOperand<'multiHeadAttention', D, H, Argument<HeadProjection<'wv', X, V, Q>, Tensor<V, H>>>,
  wo: SameOperand<'multiHeadAttention', D, J, Argument<HeadOutput<Q, O>, Tensor<O, J>>>,
  options: HeadOptions<X, Q, N, M, C>,
): Tensor<Result<MultiHeadAttention<X, Q, K, V, O, N>>, D> {
  const { heads, mask, causal = false } = options
  const operands = mask === undefined ? [x, wq, wk, wv, wo] : [x, wq, wk, wv, wo, mask]
  return record('multiHeadAttention', operands, { heads: heads as number, causal }) as Tensor<
    Result<MultiHeadAttention<X, Q, K, V, O, N>>,
    D
  >
}

declare module '../tensor.js' {
  interface TensorMethods {
    /** multiHeadAttention: self-attention in several heads, between linear projections. See `multiHeadAttention`. */
    multiHeadAttention<
      X extends Shape,
      D extends DType,
      Q extends Shape,
      K extends Shape,
      V extends Shape,
      O extends Shape,
      const N extends number,
      M extends Shape = Shape,
      E extends DType = D,
      F extends DType = D,
      H extends DType = D,
      J extends DType = D,
      C extends DType = 'bool',
    >(
      this: FloatOperand<'multiHeadAttention', D, Tensor<X, D>>,
      wq: SameOperand<'multiHeadAttention', D, E, Argument<HeadProjection<'wq', X, Q, Q>, Tensor<Q, E>>>,
      wk: SameOperand<'multiHeadAttention', D, F, Argument<HeadProjection<'wk', X, K, Q>, Tensor<K, F>>>,
      wv: SameOperand<'multiHeadAttention', D, H, Argument<HeadProjection<'wv', X, V, Q>, Tensor<V, H>>>,
      wo: SameOperand<'multiHeadAttention', D, J, Argument<HeadOutput<Q, O>, Tensor<O, J>>>,
      options: HeadOptions<X, Q, N, M, C>,
    ): Tensor<Result<MultiHeadAttention<X, Q, K, V, O, N>>, D>
  }
}

/** y[…, n, o] = Σ_c x[…, n, c] · w[c, o] */
const project = (build: Builder, x: Value, w: Value, name: string): Value =>
  reduce(
    build,
    'sum',
    [...x.shape.slice(0, -1), w.shape[1]!],
    [w.shape[0]!],
    (out, [c]) => apply('mul', read(x, [...out.slice(0, -1), c!]), read(w, [c!, out.at(-1)!])),
    { name },
  )

/** `[..., n, heads · w]` as `[..., heads, n, w]`. */
function split(build: Builder, x: Value, heads: number): Value {
  const [lead, n, width] = [x.shape.slice(0, -2), x.shape.at(-2)!, x.shape.at(-1)! / heads]
  return map(
    build,
    [...lead, heads, n, width],
    (out) => {
      const [h, i, c] = out.slice(-3)
      return read(x, [...out.slice(0, -3), i!, plus(times(h!, width), c!)])
    },
    { name: `${build.name}_heads` },
  )
}

const name = 'multiHeadAttention'

defineOperator<{ heads: number; causal: boolean }>({
  name,
  infer(operands, { heads }) {
    const shapes = [0, 1, 2, 3, 4].map((position) => operandShape(operands, position))
    const [x, q, k, v, o] = shapes as [Shape, Shape, Shape, Shape, Shape]
    const fault = operands[5] && attends(name, operands[5].dtype)
    if (fault !== undefined) return fault
    const outcome = multiHeadAttentionShape(x, q, k, v, o, heads)
    const mask = operands[5] === undefined ? x : attentionMask(name, headScores(x), operands[5].shape)
    return floatResult(
      name,
      operands.slice(0, 5),
      typeof mask === 'string' && typeof outcome !== 'string' ? mask : outcome,
    )
  },
  expand(build, operands, { heads, causal }) {
    const [x, wo, mask] = [operands[0]!, operands[4]!, operands[5]]
    const part = (position: number, role: string): Value =>
      split(build, project(build, x, operands[position]!, `${name}_${role}`), heads)
    const rules = [...(causal ? [causally] : []), ...(mask === undefined ? [] : [maskedBy(mask)])]
    const headsAxis = x.shape.length - 2
    const result = attend(build, {
      q: part(1, 'query'),
      k: part(2, 'key'),
      v: part(3, 'value'),
      allowed: (at) => rules.flatMap((rule) => rule(at.filter((_, axis) => axis !== headsAxis))),
      mayBlock: mask !== undefined,
    })
    const width = wo.shape[0]! / heads
    return reduce(build, 'sum', build.result.shape, [heads, width], (out, [h, c]) => {
      const [row, o] = [out.slice(0, -1), out.at(-1)!]
      const term = read(result, [...row.slice(0, -1), h!, row.at(-1)!, c!])
      return apply('mul', term, read(wo, [plus(times(h!, width), c!), o]))
    })
  },
})
