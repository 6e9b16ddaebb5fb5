/**
 * A classifier of short recordings by a bidirectional GRU (Cho et al. 2014), unrolled over six frames in both directions;
 * its last states, side by side, say the class.
 */
import { concat, crossEntropy, input, nn, zeros, type Tensor } from 'shapewright'

const features = 40
const hidden = 64
const classes = 12
const frames = 6

type State = Tensor<['batch', typeof hidden]>

const forwards = nn.gruCell(features, hidden)
const backwards = nn.gruCell(features, hidden)
const left = nn.linear(hidden, classes)
const right = nn.linear(hidden, classes, { bias: false })

const sound = input('sound', ['batch', frames, features])
const label = input('label', ['batch'], 'i32')

let after: State = zeros(['batch', hidden])
let before: State = zeros(['batch', hidden])
for (let t = 0; t < frames; t++) {
  after = forwards(sound.select(1, t), after) satisfies Tensor<['batch', 64]>
  before = backwards(sound.select(1, frames - 1 - t), before)
}
const states = concat([after, before], 1) satisfies Tensor<['batch', 128]>
// The head is one linear map of both states: its halves are added.
const logits = left(after).add(right(before)) satisfies Tensor<['batch', 12]>

export const outputs = { states, logits, loss: crossEntropy(logits, label) }
