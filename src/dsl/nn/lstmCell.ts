/** lstmCell: one step of a long short-term memory. Composed of recorded operators, at the caller's line. */
import type { DType } from '../../shapes/dtype.js'
import type { Float, FloatOperand, SameOperand } from '../../shapes/promotion.js'
import type { RecurrentBias, RecurrentState, RecurrentWeight } from '../../shapes/recurrent.js'
import type { Argument } from '../../shapes/rule.js'
import type { SameShape } from '../../shapes/same-shape.js'
import type { Shape } from '../../shapes/shape.js'
import { add } from '../ops/add.js'
import { mul } from '../ops/mul.js'
import { sigmoid } from '../ops/sigmoid.js'
import { tanh } from '../ops/tanh.js'
import type { Tensor } from '../tensor.js'
import { gatesOf } from './gates.js'

type Op = 'lstmCell'

/**
 * With (i, f, g, o) = x·W_ihᵀ + b_ih + h·W_hhᵀ + b_hh in four equal parts: c′ = σ(f)·c + σ(i)·tanh g and
 * h′ = σ(o)·tanh c′; gives [h′, c′]. x `[..., in]`, h and c `[..., hidden]`, weightIh `[4*hidden, in]`, weightHh
 * `[4*hidden, hidden]`, biasIh and biasHh `[4*hidden]` → two of `[..., hidden]`; the biases may be left out. PyTorch:
 * `torch.lstm_cell(x, [h, c], weightIh, weightHh, biasIh, biasHh)`, with the same order of gates.
 *
 * @throws ShapeError when an operand does not go with the input or the state (in types: at that operand)
 * @example
 * const x = zeros(['batch', 8])
 * const h = zeros(['batch', 16])
 * const [hidden, cell] = lstmCell(x, h, h, zeros([64, 8]), zeros([64, 16]), zeros([64]))
 * hidden // => [batch, 16]
 * cell // => [batch, 16]
 */
export function lstmCell<
  X extends Shape,
  D extends DType,
  H extends Shape,
  C extends Shape,
  I extends Shape,
  R extends Shape,
  BI extends Shape = Shape,
  BH extends Shape = Shape,
  E extends DType = D,
  F extends DType = D,
  K extends DType = D,
  L extends DType = D,
  M extends DType = D,
  N extends DType = D,
>(
  x: FloatOperand<Op, D, Tensor<X, D>>,
  h: SameOperand<Op, D, E, Argument<RecurrentState<Op, X, H>, Tensor<H, E>>>,
  c: SameOperand<Op, D, F, Argument<SameShape<Op, H, C>, Tensor<C, F>>>,
  weightIh: SameOperand<Op, D, K, Argument<RecurrentWeight<Op, 'weightIh', 4, X, H, I>, Tensor<I, K>>>,
  weightHh: SameOperand<Op, D, L, Argument<RecurrentWeight<Op, 'weightHh', 4, H, H, R>, Tensor<R, L>>>,
  biasIh?: SameOperand<Op, D, M, Argument<RecurrentBias<Op, 'biasIh', 4, H, NoInfer<BI>>, Tensor<BI, M>>>,
  biasHh?: SameOperand<Op, D, N, Argument<RecurrentBias<Op, 'biasHh', 4, H, NoInfer<BH>>, Tensor<BH, N>>>,
): [hidden: Tensor<H, Float<D>>, cell: Tensor<H, Float<D>>] {
  // Each operand is a tensor, or the sentence that stopped the compiler.
  const [state, cell, ih, hh, bi, bh] = [h, c, weightIh, weightHh, biasIh, biasHh] as unknown as Tensor[]
  const operands = { x: x as unknown as Tensor, h: state!, c: cell!, weights: [ih!, hh!], biases: [bi, bh] } as const
  const [fromInput, fromState] = gatesOf('lstmCell', 4, operands)
  const [i, f, g, o] = [0, 1, 2, 3].map((part) => add(fromInput[part]!, fromState[part]!))
  const next = add(mul(sigmoid(f!), cell!), mul(sigmoid(i!), tanh(g!)))
  const hidden = mul(sigmoid(o!), tanh(next))
  return [hidden, next] as unknown as [Tensor<H, Float<D>>, Tensor<H, Float<D>>] // both have the shape of the state
}
