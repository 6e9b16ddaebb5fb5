import { expectError, expectType } from 'tsd'
import { batchNorm, input, type Tensor } from '../../src/index.js'

const image = input('image', ['batch', 16, 8, 8])
const gain = input('gain', [16])

expectType<Tensor<['batch', 16, 8, 8]>>(batchNorm(image, gain))
expectType<Tensor<['batch', 16, 8, 8]>>(image.batchNorm(gain, gain, { eps: 1e-3 }))
expectType<Tensor<[16, 8, 8]>>(batchNorm(input('sample', [16, 8, 8]), gain, gain, { axis: 0 }))
expectType<Tensor<['batch', 8, 16]>>(input('last', ['batch', 8, 16]).batchNorm(gain, gain, { axis: -1 }))
expectError(batchNorm(image, input('gain', [8])))
expectError(batchNorm(image, gain, input('shift', [8])))
expectError(batchNorm(input('sample', [16, 8, 8]), gain))
expectError(batchNorm(image, gain, gain, { axis: 4 }))
expectError(batchNorm(input('line', [16]), gain))
