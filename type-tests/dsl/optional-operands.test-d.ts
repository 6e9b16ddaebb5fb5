/** An operand that may be left out is a tensor where it is given: what stands in its place, such as options, is refused. */
import {
  crossEntropy,
  gruCell,
  input,
  lstmCell,
  multiHeadAttention,
  scaledDotProductAttention,
  zeros,
  type Tensor,
} from 'shapewright'
import { expectError, expectType } from 'tsd'

const [row, square, label] = [zeros([2, 4]), zeros([4, 4]), input('label', [2], 'i32')]
const [image, kernel] = [zeros([2, 3, 8, 8]), zeros([3, 3, 3, 3])]

expectError(row.linear(square, 5))
expectError(row.linear(square, null))
expectError(image.convolution(kernel, { padding: 1 }))
expectError(image.convolution(kernel, 'same'))
expectError(image.convTranspose(kernel, { stride: 2 }))
expectError(row.layerNorm(zeros([4]), { eps: 1 }))
expectError(image.batchNorm(zeros([3]), { eps: 1 }))
expectError(image.batchNorm(zeros([3]), zeros([3]), { running: { mean: 0, variance: zeros([3]) } }))
expectError(image.groupNorm(3, zeros([3]), { eps: 1 }))
expectError(scaledDotProductAttention(row, row, row, { mask: true }))
expectError(multiHeadAttention(row, square, square, square, square, { heads: 2, mask: true }))
expectError(row.binaryCrossEntropyWithLogits(row, { posWeight: 3 }))
expectError(crossEntropy(row, label, { weight: 3 }))
expectError(row.nllLoss(label, { weight: 3 }))
expectError(gruCell(row, row, zeros([12, 4]), zeros([12, 4]), 0))
expectError(lstmCell(row, row, row, zeros([16, 4]), zeros([16, 4]), zeros([16]), 0))

// What is left out, by a comma or in words.
expectType<Tensor<[2, 3, 8, 8], 'f32'>>(image.convolution(kernel, undefined, { padding: 1 }))
expectType<Tensor<[2, 4], 'f32'>>(row.layerNorm(zeros([4]), undefined, { eps: 1 }))
expectType<Tensor<[2, 4], 'f32'>>(scaledDotProductAttention(row, row, row, {}))
expectType<Tensor<[], 'f32'>>(crossEntropy(row, label, { reduction: 'sum' }))
