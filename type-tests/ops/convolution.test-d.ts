import { expectError, expectType } from 'tsd'
import { convolution, input, type Tensor } from '../../src/index.js'

const image = input('image', ['batch', 1, 8, 8])
const kernel = input('kernel', [16, 1, 3, 3])
const bias = input('bias', [16])

expectType<Tensor<['batch', 16, 6, 6]>>(convolution(image, kernel))
expectType<Tensor<['batch', 16, 8, 8]>>(convolution(image, kernel, bias, { padding: 1 }))
expectType<Tensor<['batch', 16, 4, 2]>>(image.convolution(kernel, bias, { stride: [2, 4], padding: 1 }))
expectType<Tensor<[4, 'T-2']>>(convolution(input('line', [2, 'T']), input('taps', [4, 2, 3])))
expectType<Tensor<['batch', 16, 4, 2]>>(convolution(image, kernel, bias, { dilation: [2, 3] }))
const features = convolution(image, kernel)
expectType<Tensor<['batch', 16, 4, 4]>>(convolution(features, kernel, bias, { groups: 16 }))
expectType<Tensor<[8, 'T-4']>>(
  input('line', [4, 'T']).convolution(input('taps', [8, 2, 3]), undefined, { dilation: 2, groups: 2 }),
)
expectError(convolution(features, kernel, bias, { groups: 8 }))
expectError(convolution(features, input('kernel', [10, 4, 3, 3]), undefined, { groups: 4 }))
expectError(convolution(image, kernel, bias, { dilation: 4 }))
expectError(convolution(image, kernel, bias, { dilation: 0 }))
expectError(convolution(image, input('kernel', [16, 2, 3, 3])))
expectError(convolution(image, input('kernel', [16, 1, 9, 9])))
expectError(convolution(image, kernel, input('bias', [15])))
expectError(image.convolution(kernel, bias, { stride: 0 }))
expectError(convolution(image, input('kernel', [16, 1, 3])))
