/**
 * What the cells of recurrent networks share: their operands are checked by the cell's own rule, and the gates are one
 * affine map of the input and one of the state. In: operands. Out: tensors of recorded linear operators.
 */
import { floats } from '../../shapes/promotion.js'
import { ShapeError } from '../../shapes/rule.js'
import { recurrentBias, recurrentState, recurrentWeight } from '../../shapes/recurrent.js'
import { sameShape } from '../../shapes/same-shape.js'
import { chunk } from '../ops/chunk.js'
import { linear } from '../ops/linear.js'
import { captureSite } from '../site.js'
import type { Tensor } from '../tensor.js'

export interface CellOperands {
  readonly x: Tensor
  readonly h: Tensor
  /** Of an LSTM: the cell state beside the hidden one. */
  readonly c?: Tensor
  readonly weights: readonly [ih: Tensor, hh: Tensor]
  readonly biases: readonly [ih: Tensor | undefined, hh: Tensor | undefined]
}

/**
 * x·W_ihᵀ + b_ih and h·W_hhᵀ + b_hh, each cut into its gates, `[..., hidden]`.
 *
 * @throws ShapeError with the sentence of the operand that does not fit
 */
export function gatesOf(
  operator: string,
  gates: number,
  { x, h, c, weights, biases }: CellOperands,
): readonly [fromInput: readonly Tensor[], fromState: readonly Tensor[]] {
  const [weightIh, weightHh] = weights
  const [biasIh, biasHh] = biases
  const operands = [x, h, ...(c === undefined ? [] : [c]), ...weights, ...biases].filter((one) => one !== undefined)
  const outcomes = [
    floats(
      operator,
      operands.map(({ dtype }) => dtype),
    ),
    recurrentState(operator, x.shape, h.shape),
    c === undefined ? h.shape : sameShape(operator, h.shape, c.shape),
    recurrentWeight(operator, 'weightIh', gates, x.shape, h.shape, weightIh.shape),
    recurrentWeight(operator, 'weightHh', gates, h.shape, h.shape, weightHh.shape),
    biasIh === undefined ? h.shape : recurrentBias(operator, 'biasIh', gates, h.shape, biasIh.shape),
    biasHh === undefined ? h.shape : recurrentBias(operator, 'biasHh', gates, h.shape, biasHh.shape),
  ]
  const sentence = outcomes.find((outcome) => typeof outcome === 'string')
  if (sentence !== undefined) throw new ShapeError(String(sentence), captureSite())
  const affine = (from: Tensor, weight: Tensor, bias: Tensor | undefined): Tensor[] =>
    chunk(bias === undefined ? linear(from, weight) : linear(from, weight, bias), gates, -1)
  return [affine(x, weightIh, biasIh), affine(h, weightHh, biasHh)]
}
