/** Digits with one hidden layer: 64 pixels, 32 units, 10 classes, plain SGD. The smallest complete model. */
import { accuracy, crossEntropy, i32, model, nn, optim } from 'shapewright'
import { digits } from '../data/digits.js'

const hidden = nn.linear(64, 32)
const output = nn.linear(32, 10)

export default model({
  name: 'digits-mlp',
  inputs: { x: ['batch', 64], label: i32(['batch']) },
  layers: { hidden, output },
  forward: ({ x }) => output(hidden(x).relu()),
  loss: ({ output: logits, label }) => crossEntropy(logits, label),
  metrics: { accuracy: ({ output: logits, label }) => accuracy(logits, label) },
  optimizer: optim.sgd({ rate: 0.1 }),
})

export const data = digits
export const training = { epochs: 30, batch: 32 }
