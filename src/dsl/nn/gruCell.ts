/** gruCell: one step of a gated recurrent unit. Composed of recorded operators, at the caller's line. */
import type { DType } from '../../shapes/dtype.js'
import type { Float, FloatOperand, SameOperand } from '../../shapes/promotion.js'
import type { RecurrentBias, RecurrentState, RecurrentWeight } from '../../shapes/recurrent.js'
import type { Argument } from '../../shapes/rule.js'
import type { Shape } from '../../shapes/shape.js'
import { add } from '../ops/add.js'
import { mul } from '../ops/mul.js'
import { sigmoid } from '../ops/sigmoid.js'
import { sub } from '../ops/sub.js'
import { tanh } from '../ops/tanh.js'
import type { Tensor } from '../tensor.js'
import { gatesOf } from './gates.js'

type Op = 'gruCell'

/**
 * With (r, z, n) = x·W_ihᵀ + b_ih and (r′, z′, n′) = h·W_hhᵀ + b_hh in three equal parts each: the new state is
 * m + σ(z + z′)·(h − m), m = tanh(n + σ(r + r′)·n′). x `[..., in]`, h `[..., hidden]`, weightIh `[3*hidden, in]`, weightHh
 * `[3*hidden, hidden]`, biasIh and biasHh `[3*hidden]` → `[..., hidden]`; the biases may be left out. PyTorch:
 * `torch.gru_cell`, with the same order of gates.
 *
 * @throws ShapeError when an operand does not go with the input or the state (in types: at that operand)
 * @example
 * const x = zeros(['batch', 8])
 * const h = zeros(['batch', 16])
 * gruCell(x, h, zeros([48, 8]), zeros([48, 16]), zeros([48])) // => [batch, 16]
 */
export function gruCell<
  X extends Shape,
  D extends DType,
  H extends Shape,
  I extends Shape,
  R extends Shape,
  BI extends Shape = Shape,
  BH extends Shape = Shape,
  E extends DType = D,
  F extends DType = D,
  K extends DType = D,
  L extends DType = D,
  M extends DType = D,
>(
  x: FloatOperand<Op, D, Tensor<X, D>>,
  h: SameOperand<Op, D, E, Argument<RecurrentState<Op, X, H>, Tensor<H, E>>>,
  weightIh: SameOperand<Op, D, F, Argument<RecurrentWeight<Op, 'weightIh', 3, X, H, I>, Tensor<I, F>>>,
  weightHh: SameOperand<Op, D, K, Argument<RecurrentWeight<Op, 'weightHh', 3, H, H, R>, Tensor<R, K>>>,
  biasIh?: SameOperand<Op, D, L, Argument<RecurrentBias<Op, 'biasIh', 3, H, NoInfer<BI>>, Tensor<BI, L>>>,
  biasHh?: SameOperand<Op, D, M, Argument<RecurrentBias<Op, 'biasHh', 3, H, NoInfer<BH>>, Tensor<BH, M>>>,
): Tensor<H, Float<D>> {
  // Each operand is a tensor, or the sentence that stopped the compiler.
  const [state, ih, hh, bi, bh] = [h, weightIh, weightHh, biasIh, biasHh] as unknown as Tensor[]
  const operands = { x: x as unknown as Tensor, h: state!, weights: [ih!, hh!], biases: [bi, bh] } as const
  const [fromInput, fromState] = gatesOf('gruCell', 3, operands)
  const [r, z, n] = fromInput
  const [rState, zState, nState] = fromState
  const [reset, update] = [sigmoid(add(r!, rState!)), sigmoid(add(z!, zState!))]
  const proposed = tanh(add(n!, mul(reset, nState!)))
  // The state's own shape.
  return add(proposed, mul(update, sub(state!, proposed))) as unknown as Tensor<H, Float<D>>
}
