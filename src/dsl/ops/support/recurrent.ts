/**
 * What the cells of recurrent networks share: their operands are checked by the cell's own rule, and the gates are one
 * affine map of the input and one of the state. In: operands. Out: tensors of recorded linear operators.
 */
import { ShapeError } from '../../../shapes/rule.js'
import { recurrentBias, recurrentState, recurrentWeight } from '../../../shapes/recurrent.js'
import { sameShape } from '../../../shapes/same-shape.js'
import { record } from '../../record.js'
import { captureSite } from '../../site.js'
import type { AnyTensor } from '../../tensor.js'

export interface CellOperands {
  readonly x: AnyTensor
  readonly h: AnyTensor
  /** Of an LSTM: the cell state beside the hidden one. */
  readonly c?: AnyTensor
  readonly weights: readonly [ih: AnyTensor, hh: AnyTensor]
  readonly biases: readonly [ih: AnyTensor | undefined, hh: AnyTensor | undefined]
}

/**
 * x·W_ihᵀ + b_ih and h·W_hhᵀ + b_hh, each `[..., gates*hidden]`.
 *
 * @throws ShapeError with the sentence of the operand that does not fit
 */
export function gatesOf(
  operator: string,
  gates: number,
  { x, h, c, weights, biases }: CellOperands,
): readonly [AnyTensor, AnyTensor] {
  const [weightIh, weightHh] = weights
  const [biasIh, biasHh] = biases
  const outcomes = [
    recurrentState(operator, x.shape, h.shape),
    c === undefined ? h.shape : sameShape(operator, h.shape, c.shape),
    recurrentWeight(operator, 'weightIh', gates, x.shape, h.shape, weightIh.shape),
    recurrentWeight(operator, 'weightHh', gates, h.shape, h.shape, weightHh.shape),
    biasIh === undefined ? h.shape : recurrentBias(operator, 'biasIh', gates, h.shape, biasIh.shape),
    biasHh === undefined ? h.shape : recurrentBias(operator, 'biasHh', gates, h.shape, biasHh.shape),
  ]
  const sentence = outcomes.find((outcome) => typeof outcome === 'string')
  if (sentence !== undefined) throw new ShapeError(String(sentence), captureSite())
  return [
    record('linear', biasIh === undefined ? [x, weightIh] : [x, weightIh, biasIh]),
    record('linear', biasHh === undefined ? [h, weightHh] : [h, weightHh, biasHh]),
  ]
}

/** Part `part` of `count` equal ones along the last axis. */
export const gate = (gates: AnyTensor, count: number, part: number): AnyTensor =>
  record('chunk', [gates], { count, axis: -1, part })
