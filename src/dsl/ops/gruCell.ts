/** gruCell: one step of a gated recurrent unit. Composed of recorded operators, at the caller's line. */
import type { FloatDType } from '../../shapes/dtype.js'
import type { RecurrentBias, RecurrentState, RecurrentWeight } from '../../shapes/recurrent.js'
import type { Argument } from '../../shapes/rule.js'
import type { Shape } from '../../shapes/shape.js'
import { record } from '../record.js'
import type { AnyTensor, Tensor } from '../tensor.js'
import { gate, gatesOf } from './support/recurrent.js'

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
  D extends FloatDType,
  H extends Shape,
  I extends Shape,
  R extends Shape,
  BI extends Shape = never,
  BH extends Shape = never,
>(
  x: Tensor<X, D>,
  h: Argument<RecurrentState<Op, X, H>, Tensor<H, NoInfer<D>>>,
  weightIh: Argument<RecurrentWeight<Op, 'weightIh', 3, X, H, I>, Tensor<I, NoInfer<D>>>,
  weightHh: Argument<RecurrentWeight<Op, 'weightHh', 3, H, H, R>, Tensor<R, NoInfer<D>>>,
  biasIh?: Argument<RecurrentBias<Op, 'biasIh', 3, H, NoInfer<BI>>, Tensor<BI, NoInfer<D>>>,
  biasHh?: Argument<RecurrentBias<Op, 'biasHh', 3, H, NoInfer<BH>>, Tensor<BH, NoInfer<D>>>,
): Tensor<H, D> {
  // Each operand is a tensor, or the sentence that stopped the compiler.
  const [state, ih, hh, bi, bh] = [h, weightIh, weightHh, biasIh, biasHh] as unknown as AnyTensor[]
  const operands = { x, h: state!, weights: [ih!, hh!], biases: [bi, bh] } as const
  const [fromInput, fromState] = gatesOf('gruCell', 3, operands)
  const both = (part: number): AnyTensor => record('add', [gate(fromInput, 3, part), gate(fromState, 3, part)])
  const [reset, update] = [record('sigmoid', [both(0)]), record('sigmoid', [both(1)])]
  const remembered = record('mul', [reset, gate(fromState, 3, 2)])
  const proposed = record('tanh', [record('add', [gate(fromInput, 3, 2), remembered])])
  const kept = record('mul', [update, record('sub', [state!, proposed])])
  return record('add', [proposed, kept]) as unknown as Tensor<H, D> // the state's own shape
}
