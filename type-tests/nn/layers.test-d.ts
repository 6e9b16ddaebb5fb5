import { expectError, expectType } from 'tsd'
import { crossEntropy, dyn, i32, input, model, nn, optim, type Model, type Tensor } from '../../src/index.js'

declare const rows: Tensor<['batch', 64]>
declare const images: Tensor<['batch', 1, 8, 8]>
declare const words: Tensor<['batch', 12], 'i32'>

const hidden = nn.linear(64, 32)
const output = nn.linear(32, 10)
expectType<Tensor<['batch', 10]>>(output(hidden(rows).relu()))
expectError(nn.linear(63, 32)(rows))
expectError(output(rows))

expectType<Tensor<['batch', 16, 8, 8]>>(nn.conv2d(1, 16, 3, { padding: 1 })(images))
expectType<Tensor<['batch', 4, 3, 4]>>(nn.conv2d(1, 4, [3, 2], { stride: 2 })(images))
expectError(nn.conv2d(2, 16, 3)(images))
expectError(nn.conv2d(1, 16, 9)(images))

expectType<Tensor<['batch', 12, 7]>>(nn.embedding(50, 7)(words))
expectError(nn.embedding(50, 7)(rows))

// Layers take f32, and one of integers may stand first.
expectType<Tensor<['batch', 12, 3]>>(nn.sequential(nn.embedding(50, 7), nn.linear(7, 3), nn.tanh())(words))
expectError(nn.sequential(nn.embedding(50, 7), nn.linear(7, 3))(rows))
expectError(nn.sequential(nn.linear(64, 7), nn.embedding(50, 7))(rows))
expectError(nn.linear(12, 3)(words))
expectError(nn.linear(12, 3)(input('wide', ['batch', 12], 'f64')))
expectError(nn.layerNorm(12)(words.less(1)))
expectError(nn.dropout(0.5)(words))
expectError(nn.sequential()(words))
expectType<Tensor<['batch', 10]>[]>([rows].map(hidden).map(output))

const network = nn.sequential(nn.conv2d(1, 4, 3), nn.relu(), nn.flatten(), nn.dropout(0.5), nn.linear(144, 10))
expectType<Tensor<['batch', 10]>>(network(images))
expectError(network(rows))
expectError(nn.sequential(hidden, nn.relu(), nn.linear(31, 10))(rows))

expectType<Model>(
  model({
    inputs: { x: ['batch', 64], label: i32(['batch']) },
    forward: ({ x }) => output(hidden(x).relu()),
    loss: ({ output: logits, label }) => crossEntropy(logits, label),
    optimizer: optim.adamW({ rate: optim.cosine({ rate: 0.01, steps: 100 }) }),
  }),
)
expectError(
  model({
    inputs: { x: ['batch', 64] },
    forward: ({ x }) => x,
    loss: ({ output: logits }) => logits,
  }),
)

expectType<Tensor<['batch', 5, 17, 9]>>(
  nn.convTranspose2d(1, 5, [3, 4], { stride: [2, 1], padding: [0, 1], bias: false })(images),
)
expectType<Tensor<['batch', 5, 16, 16]>>(nn.convTranspose2d(1, 5, 2, { stride: 2 })(images))
expectError(nn.convTranspose2d(2, 5, 2)(images))
expectError(nn.convTranspose2d(1, 5, 1, { padding: 4 })(images))

expectType<Tensor<['batch', 64]>>(nn.layerNorm(64)(rows))
expectType<Tensor<['batch', 64]>>(nn.rmsNorm(64, { eps: 1e-6 })(rows))
expectType<Tensor<['batch', 1, 8, 8]>>(nn.batchNorm2d(1)(images))
expectType<Tensor<['batch', 4, 6, 6]>>(nn.sequential(nn.conv2d(1, 4, 3), nn.groupNorm(2, 4), nn.silu())(images))
expectError(nn.layerNorm(63)(rows))
expectError(nn.rmsNorm(63)(rows))
expectError(nn.batchNorm2d(2)(images))
expectError(nn.groupNorm(1, 2)(images))
expectError(nn.sequential(nn.conv2d(1, 4, 3), nn.groupNorm(3, 4), nn.gelu())(images))

expectType<Tensor<['batch', 1, 8, 8]>>(nn.batchNorm2d(1, { momentum: 0.05 })(images))
expectType<Tensor<['batch', 1, 8, 8]>>(nn.batchNorm2d(1, { trackRunningStatistics: false })(images))
expectError(nn.batchNorm2d(2, { momentum: 0.05 })(images))
expectError(nn.batchNorm2d(1, { momentum: 'slow' }))
expectType<Tensor<['batch', 4, 6, 6]>>(nn.sequential(nn.conv2d(1, 4, 3), nn.leakyRelu(0.2), nn.elu())(images))
expectError(nn.leakyRelu('steep'))
expectError(nn.elu(rows))

expectType<Tensor<['batch', 'time', 64]>>(nn.multiHeadAttention(64, 4)(input('tokens', ['batch', 'time', 64])))
expectType<Tensor<['batch', 64]>>(
  nn.sequential(nn.layerNorm(64), nn.multiHeadAttention(64, 8, { causal: true }), nn.elu())(rows),
)
expectError(nn.multiHeadAttention(63, 7)(rows))
expectError(nn.multiHeadAttention(64, 5)(rows))
expectError(nn.multiHeadAttention(64, 4, { mask: true }))

// What no input could fit is refused where the layer is made; what is not known, and what generic code passes on, is taken.
expectError(nn.multiHeadAttention(64, 5))
expectError(nn.groupNorm(3, 16))
expectError(nn.groupNorm(0, 16))
expectError(nn.conv2d(1, 4, 0))
expectError(nn.conv2d(1, 4, [3, -3]))
expectError(nn.conv2d(1, 4, 3, { stride: 0.5 }))
expectError(nn.convTranspose2d(1, 4, 3, { padding: [0, -1] }))
declare const unknown: number
nn.conv2d(1, 4, unknown, { stride: unknown, padding: unknown })
nn.groupNorm(unknown, 16)
nn.groupNorm(dyn(4), 16)
nn.multiHeadAttention(dyn(64), 5)
const stem = <const C extends number, const K extends number>(channels: C, kernel: K) =>
  nn.sequential(nn.conv2d(1, channels, kernel, { stride: kernel, padding: kernel }), nn.groupNorm(kernel, channels))
expectType<Tensor<['batch', 4, 6, 6]>>(stem(4, 2)(images))
