import { expectError, expectType } from 'tsd'
import { avgPool, input, type Tensor } from '../../src/index.js'

const image = input('image', ['batch', 16, 8, 8])

expectType<Tensor<['batch', 16, 4, 4]>>(avgPool(image, 2))
expectType<Tensor<['batch', 16, 7, 4]>>(image.avgPool(2, { stride: [1, 2] }))
expectType<Tensor<[16, 4, 4]>>(avgPool(input('one', [16, 8, 8]), [3, 3], { stride: 2, padding: 1 }))
expectError(avgPool(image, 9))
expectError(image.avgPool(2, { padding: 2 }))
expectError(avgPool(image, [2, 2, 2, 2]))
expectError(avgPool(image, 0))
