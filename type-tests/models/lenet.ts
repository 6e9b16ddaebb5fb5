/** LeNet-5 (LeCun et al. 1998) with rectifiers and largest-of-four pooling. */
import { crossEntropy, input, nn, type Tensor } from 'shapewright'

const firstMaps = 6
const secondMaps = 16
const features = 120
const hidden = 84
const classes = 10

const conv1 = nn.conv2d(1, firstMaps, 5, { padding: 2 })
const conv2 = nn.conv2d(firstMaps, secondMaps, 5)
const conv3 = nn.conv2d(secondMaps, features, 5)
const classifier = nn.sequential(nn.linear(features, hidden), nn.tanh(), nn.linear(hidden, classes))

function leNet(image: Tensor<['batch', 1, 28, 28]>) {
  const s2 = conv1(image).relu().maxPool(2) satisfies Tensor<['batch', 6, 14, 14]>
  const s4 = conv2(s2).relu().maxPool(2) satisfies Tensor<['batch', 16, 5, 5]>
  const c5 = conv3(s4).relu() satisfies Tensor<['batch', 120, 1, 1]>
  return classifier(c5.flatten(1))
}

const image = input('image', ['batch', 1, 28, 28])
const label = input('label', ['batch'], 'i32')

const logits = leNet(image) satisfies Tensor<['batch', 10]>

export const outputs = { logits, loss: crossEntropy(logits, label) }
