/**
 * Digits with two convolutions: what a real training run needs on few records. Images are shifted by up to one pixel
 * while training, dropout and weight decay keep the weights honest, and the rate follows a cosine.
 */
import { accuracy, crossEntropy, i32, model, nn, optim } from 'shapewright'
import type { Batch, Generator } from 'shapewright/runtime'
import { digits } from '../data/digits.js'

const epochs = 50
const batch = 32
const stepsPerEpoch = Math.ceil(1237 / batch)

const first = nn.conv2d(1, 24, 3, { padding: 1 })
const second = nn.conv2d(24, 48, 3, { padding: 1 })
const hidden = nn.linear(192, 64)
const output = nn.linear(64, 10)
const drop = nn.dropout(0.3)

export default model({
  name: 'digits-cnn',
  inputs: { x: ['batch', 1, 8, 8], label: i32(['batch']) },
  layers: { first, second, hidden, output },
  forward: ({ x }) => {
    const edges = first(x).relu().maxPool([2, 2])
    const strokes = second(edges).relu().maxPool([2, 2])
    return output(drop(hidden(drop(strokes.flatten(1))).relu()))
  },
  loss: ({ output: logits, label }) => crossEntropy(logits, label),
  metrics: { accuracy: ({ output: logits, label }) => accuracy(logits, label) },
  optimizer: optim.sgd({
    rate: optim.cosine({ rate: 0.1, warmup: 2 * stepsPerEpoch, steps: epochs * stepsPerEpoch }),
    momentum: 0.9,
    weightDecay: 2e-3,
  }),
})

const side = 8
const shifted = new Float32Array(side * side)

/** Moves every image of the batch by −1, 0 or 1 pixel in each direction; what comes in from outside is blank. */
function shift({ x }: Batch, generator: Generator, rows: number): void {
  for (let row = 0; row < rows; row++) {
    const image = x!.subarray(row * side * side, (row + 1) * side * side)
    const down = generator.integer(3) - 1
    const right = generator.integer(3) - 1
    shifted.fill(0)
    for (let i = Math.max(0, down); i < Math.min(side, side + down); i++)
      for (let j = Math.max(0, right); j < Math.min(side, side + right); j++)
        shifted[i * side + j] = image[(i - down) * side + j - right]!
    image.set(shifted)
  }
}

export const data = digits
export const training = { epochs, batch, patience: 20, augment: shift }
