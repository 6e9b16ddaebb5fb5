/**
 * U-Net (Ronneberger et al. 2015) with padded convolutions and groups normalised: down four times, up four times, each
 * level joined with its counterpart along the channels. One class per pixel.
 */
import { concat, crossEntropy, input, nn, type Tensor } from 'shapewright'

const side = 256
const c1 = 64
const c2 = 128
const c3 = 256
const c4 = 512
const c5 = 1024
const groups = 8
const classes = 2

const double = <const I extends number, const O extends number>(from: I, to: O) =>
  nn.sequential(
    nn.conv2d(from, to, 3, { padding: 1 }),
    nn.groupNorm(groups, to),
    nn.relu(),
    nn.conv2d(to, to, 3, { padding: 1 }),
    nn.groupNorm(groups, to),
    nn.relu(),
  )
const up = <const I extends number, const O extends number>(from: I, to: O) =>
  nn.convTranspose2d(from, to, 2, { stride: 2 })

const down1 = double(3, c1)
const down2 = double(c1, c2)
const down3 = double(c2, c3)
const down4 = double(c3, c4)
const bottom = double(c4, c5)
const rise4 = up(c5, c4)
const up4 = double(c5, c4)
const rise3 = up(c4, c3)
const up3 = double(c4, c3)
const rise2 = up(c3, c2)
const up2 = double(c3, c2)
const rise1 = up(c2, c1)
const up1 = double(c2, c1)
const head = nn.conv2d(c1, classes, 1)

const image = input('image', ['batch', 3, side, side])
const mask = input('mask', ['batch', side, side], 'i32')

const d1 = down1(image) satisfies Tensor<['batch', 64, 256, 256]>
const d2 = down2(d1.maxPool(2)) satisfies Tensor<['batch', 128, 128, 128]>
const d3 = down3(d2.maxPool(2)) satisfies Tensor<['batch', 256, 64, 64]>
const d4 = down4(d3.maxPool(2)) satisfies Tensor<['batch', 512, 32, 32]>
const d5 = bottom(d4.maxPool(2)) satisfies Tensor<['batch', 1024, 16, 16]>
const u4 = up4(concat([d4, rise4(d5)], 1)) satisfies Tensor<['batch', 512, 32, 32]>
const u3 = up3(concat([d3, rise3(u4)], 1)) satisfies Tensor<['batch', 256, 64, 64]>
const u2 = up2(concat([d2, rise2(u3)], 1)) satisfies Tensor<['batch', 128, 128, 128]>
const u1 = up1(concat([d1, rise1(u2)], 1)) satisfies Tensor<['batch', 64, 256, 256]>
const logits = head(u1) satisfies Tensor<['batch', 2, 256, 256]>

const perPixel = logits.permute([0, 2, 3, 1]) satisfies Tensor<['batch', 256, 256, 2]>

export const outputs = { logits, loss: crossEntropy(perPixel, mask) }
