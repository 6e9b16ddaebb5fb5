import { expectError, expectType } from 'tsd'
import { groupNorm, input, type Tensor } from '../../src/index.js'

const image = input('image', ['batch', 16, 8, 8])
const gain = input('gain', [16])

expectType<Tensor<['batch', 16, 8, 8]>>(groupNorm(image, 4, gain))
expectType<Tensor<['batch', 16, 8, 8]>>(image.groupNorm(16, gain, gain, { eps: 1e-3 }))
expectType<Tensor<[16, 8]>>(groupNorm(input('sample', [16, 8]), 2, gain, gain, { axis: 0 }))
expectError(groupNorm(image, 3, gain))
expectError(groupNorm(image, 0, gain))
expectError(image.groupNorm(4, input('gain', [4])))
expectError(groupNorm(image, 4, gain, input('shift', [8])))
