import { expectError, expectType } from 'tsd'
import { batchNorm, input, runningStatistics, type Tensor } from '../../src/index.js'

const image = input('image', ['batch', 16, 8, 8])
const gain = input('gain', [16])

expectType<Tensor<['batch', 16, 8, 8]>>(batchNorm(image, gain))
expectType<Tensor<['batch', 16, 8, 8]>>(image.batchNorm(gain, gain, { eps: 1e-3 }))
expectType<Tensor<[16, 8, 8]>>(batchNorm(input('sample', [16, 8, 8]), gain, gain, { axis: 0 }))
expectType<Tensor<['batch', 8, 16]>>(input('last', ['batch', 8, 16]).batchNorm(gain, gain, { axis: -1 }))
expectType<Tensor<['batch', 16, 8, 8]>>(batchNorm(image, gain, gain, { running: runningStatistics(16) }))
expectType<Tensor<['batch', 16, 8, 8]>>(
  image.batchNorm(gain, undefined, { running: runningStatistics(16), momentum: 0 }),
)
expectType<Tensor<[8, 4, 16]>>(
  batchNorm(input('last', [8, 4, 16]), gain, gain, { axis: -1, running: runningStatistics(16) }),
)
expectError(batchNorm(image, gain, gain, { running: runningStatistics(8) }))
expectError(image.batchNorm(gain, gain, { running: { mean: gain } }))
expectError(batchNorm(image, input('gain', [8])))
expectError(batchNorm(image, gain, input('shift', [8])))
expectError(batchNorm(input('sample', [16, 8, 8]), gain))
expectError(batchNorm(image, gain, gain, { axis: 4 }))
expectError(batchNorm(input('line', [16]), gain))
