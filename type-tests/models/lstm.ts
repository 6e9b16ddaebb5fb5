/**
 * A language model of two LSTM layers (Zaremba et al. 2014), unrolled over eight characters: recurrence in a graph is a loop
 * while recording. Each step predicts the next character.
 */
import { constant, crossEntropy, input, nn, zeros, type Tensor } from 'shapewright'

const vocabulary = 96
const width = 128
const hidden = 256
const steps = 8

type State = Tensor<['batch', typeof hidden]>

const embed = nn.embedding(vocabulary, width)
const cell1 = nn.lstmCell(width, hidden)
const cell2 = nn.lstmCell(hidden, hidden)
const drop = nn.dropout(0.5)
const head = nn.linear(hidden, vocabulary)

const token = input('token', ['batch', 9], 'i32')
const embedded = embed(token.slice(1, 0, steps)) satisfies Tensor<['batch', 8, 128]>
const target = token.slice(1, 1) satisfies Tensor<['batch', 8], 'i32'>

const start = zeros(['batch', hidden])
let h1: State = start
let c1: State = start
let h2: State = start
let c2: State = start
let total: Tensor<[]> = constant(0)
for (let t = 0; t < steps; t++) {
  const x = embedded.select(1, t) satisfies Tensor<['batch', 128]>
  ;[h1, c1] = cell1(drop(x), h1, c1)
  ;[h2, c2] = cell2(drop(h1), h2, c2)
  const logits = head(drop(h2)) satisfies Tensor<['batch', 96]>
  total = total.add(crossEntropy(logits, target.select(1, t)))
}

export const outputs = { h1, c1, h2, c2, loss: total.div(steps) }
