import { expectError, expectType } from 'tsd'
import { input, variance, type Tensor } from '../../src/index.js'

const image = input('image', ['batch', 3, 8, 8])

expectType<Tensor<[]>>(variance(image))
expectType<Tensor<['batch', 3]>>(variance(image, [2, 3]))
expectType<Tensor<['batch', 3, 1, 1]>>(image.variance([-1, -2], true))
expectType<Tensor<[3, 8, 8]>>(image.variance(0, false, { correction: 0 }))
expectError(variance(image, 4))
expectError(image.variance([0, 0]))
expectError(variance(image, 0, false, { ddof: 0 }))
