/** ResNet-18 (He et al. 2016) on pictures of 224 x 224 pixels; normalised by the statistics of the batch. */
import { crossEntropy, input, nn, type Tensor } from 'shapewright'

const side = 224
const stem = 64
const second = 128
const third = 256
const fourth = 512
const classes = 1000

/** The two convolutions of a basic block. */
const residual = <const I extends number, const O extends number, const S extends number>(from: I, to: O, stride: S) =>
  nn.sequential(
    nn.conv2d(from, to, 3, { stride, padding: 1, bias: false }),
    nn.batchNorm2d(to),
    nn.relu(),
    nn.conv2d(to, to, 3, { padding: 1, bias: false }),
    nn.batchNorm2d(to),
  )

/** What stands beside them where the size changes. */
const shortcut = <const I extends number, const O extends number>(from: I, to: O) =>
  nn.sequential(nn.conv2d(from, to, 1, { stride: 2, bias: false }), nn.batchNorm2d(to))

const start = nn.sequential(
  nn.conv2d(3, stem, 7, { stride: 2, padding: 3, bias: false }),
  nn.batchNorm2d(stem),
  nn.relu(),
)
const block1 = residual(stem, stem, 1)
const block2 = residual(stem, stem, 1)
const block3 = residual(stem, second, 2)
const short3 = shortcut(stem, second)
const block4 = residual(second, second, 1)
const block5 = residual(second, third, 2)
const short5 = shortcut(second, third)
const block6 = residual(third, third, 1)
const block7 = residual(third, fourth, 2)
const short7 = shortcut(third, fourth)
const block8 = residual(fourth, fourth, 1)
const head = nn.linear(fourth, classes)

const image = input('image', ['batch', 3, side, side])
const label = input('label', ['batch'], 'i32')

const pooled = start(image).maxPool(3, { stride: 2, padding: 1 }) satisfies Tensor<['batch', 64, 56, 56]>
const x1 = block1(pooled).add(pooled).relu()
const x2 = block2(x1).add(x1).relu() satisfies Tensor<['batch', 64, 56, 56]>
const x3 = block3(x2).add(short3(x2)).relu()
const x4 = block4(x3).add(x3).relu() satisfies Tensor<['batch', 128, 28, 28]>
const x5 = block5(x4).add(short5(x4)).relu()
const x6 = block6(x5).add(x5).relu() satisfies Tensor<['batch', 256, 14, 14]>
const x7 = block7(x6).add(short7(x6)).relu()
const x8 = block8(x7).add(x7).relu() satisfies Tensor<['batch', 512, 7, 7]>
const logits = head(x8.mean([2, 3])) satisfies Tensor<['batch', 1000]>

export const outputs = { logits, loss: crossEntropy(logits, label) }
