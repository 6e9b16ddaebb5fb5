import { expectError, expectType } from 'tsd'
import { input, maxPool, type Tensor } from '../../src/index.js'

const image = input('image', ['batch', 16, 8, 8])

expectType<Tensor<['batch', 16, 4, 4]>>(maxPool(image, 2))
expectType<Tensor<['batch', 16, 7, 4]>>(image.maxPool(2, { stride: [1, 2] }))
expectType<Tensor<[16, 4, 4]>>(maxPool(input('one', [16, 8, 8]), [3, 3], { stride: 2, padding: 1 }))
expectError(maxPool(image, 9))
expectError(image.maxPool(2, { padding: 2 }))
expectError(maxPool(image, [2, 2, 2, 2]))
expectError(maxPool(image, 0))
