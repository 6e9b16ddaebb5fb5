/**
 * The sample of the instantiation budget and of the editor's bench: a perceptron, a convolutional network and an attention
 * block, each shape of which an author would want to read in a hover.
 */
import { concat, dyn, input, nn, ones, zeros, type Tensor } from 'shapewright'

// A perceptron, with a named and with a literal batch.
const x = zeros(['B', 784])
const x32 = zeros([32, 784])
const w1 = zeros([784, 128])
const b1 = zeros([128])
const h = x.matmul(w1).add(b1).relu() satisfies Tensor<['B', 128]>
const output = nn.linear(128, 10)
const y = output(h) satisfies Tensor<['B', 10]>
const literal = output(x32.matmul(w1).add(b1).relu()) satisfies Tensor<[32, 10]>
const p = y.softmax(-1)
const loss = y.crossEntropy(input('label', ['B'], 'i32'))

// A convolutional network: pooling, padding, stride, -1 for what is left.
const image = zeros([64, 1, 28, 28])
const c1 = image
  .convolution(zeros([32, 1, 3, 3]))
  .relu()
  .maxPool(2) satisfies Tensor<[64, 32, 13, 13]>
const c2 = c1
  .convolution(zeros([64, 32, 3, 3]), zeros([64]), { padding: 1 })
  .relu()
  .maxPool(2) satisfies Tensor<[64, 64, 6, 6]>
const stem = zeros([1, 3, 224, 224]).convolution(zeros([64, 3, 7, 7]), zeros([64]), { stride: 2, padding: 3 })
const flat = c2.reshape([64, -1]) satisfies Tensor<[64, 2304]>
const classes = nn.linear(2304, 10)(flat) satisfies Tensor<[64, 10]>

// Attention of twelve heads over a named batch and a named time, the residual and a norm.
const tokens = zeros(['B', 'T', 768])
const q = nn.linear(768, 768)(tokens).reshape(['B', 'T', 12, -1]).permute([0, 2, 1, 3])
const k = nn.linear(768, 768)(tokens).reshape(['B', 'T', 12, -1]).permute([0, 2, 1, 3])
const v = nn.linear(768, 768)(tokens).reshape(['B', 'T', 12, -1]).permute([0, 2, 1, 3])
const scores = q.matmul(k.transpose(-1, -2)).softmax(-1) satisfies Tensor<['B', 12, 'T', 'T']>
const mixed = scores.matmul(v).permute([0, 2, 1, 3]).reshape(['B', 'T', 768])
const encoded = mixed.add(tokens).layerNorm(ones([768]), zeros([768])) satisfies Tensor<['B', 'T', 768]>

// Features side by side, and rows of which only the program knows how many there are.
const joined = concat([x32, zeros([32, 16])], 1) satisfies Tensor<[32, 800]>
const rows: readonly number[] = [1, 2, 3]
const some = zeros([dyn(rows.length), 784]).matmul(w1) satisfies Tensor<[number, 128]>

export const outputs = { p, loss, literal, stem, classes, encoded, joined, some }
