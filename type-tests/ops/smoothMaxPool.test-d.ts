import { expectError, expectType } from 'tsd'
import { input, smoothMaxPool, type Tensor } from '../../src/index.js'

const image = input('image', ['batch', 16, 8, 8])

expectType<Tensor<['batch', 16, 4, 4]>>(smoothMaxPool(image, 2, { beta: 4 }))
expectType<Tensor<['batch', 16, 7, 4]>>(image.smoothMaxPool(2, { stride: [1, 2], beta: -1, padded: 'zero' }))
expectType<Tensor<[16, 4, 4]>>(smoothMaxPool(input('one', [16, 8, 8]), [3, 3], { stride: 2, padding: 1, beta: 0.5 }))
expectError(smoothMaxPool(image, 9, { beta: 4 }))
expectError(smoothMaxPool(image, 2))
expectError(image.smoothMaxPool(2, { padding: 2, beta: 4 }))
expectError(smoothMaxPool(image, [2, 2, 2, 2], { beta: 4 }))
expectError(smoothMaxPool(image, 2, { beta: 4, padded: 'same' }))
expectError(smoothMaxPool(image, 2, { beta: 0 }))
