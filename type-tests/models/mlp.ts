/** A perceptron with two hidden layers on digits of 28 x 28 pixels. */
import { accuracy, crossEntropy, input, nn, type Tensor } from 'shapewright'

const pixels = 784
const hidden = 256
const classes = 10

const mlp = nn.sequential(
  nn.linear(pixels, hidden),
  nn.relu(),
  nn.dropout(0.2),
  nn.linear(hidden, hidden),
  nn.relu(),
  nn.linear(hidden, classes),
)

const x = input('x', ['batch', pixels]) satisfies Tensor<['batch', 784]>
const label = input('label', ['batch'], 'i32')

const logits = mlp(x) satisfies Tensor<['batch', 10]>
const loss = crossEntropy(logits, label) satisfies Tensor<[]>

export const outputs = { logits, loss, accuracy: accuracy(logits, label) }
