import { expectError, expectType } from 'tsd'
import { input, std, type Tensor } from '../../src/index.js'

const image = input('image', ['batch', 3, 8, 8])

expectType<Tensor<[]>>(std(image))
expectType<Tensor<['batch', 3]>>(std(image, [2, 3]))
expectType<Tensor<['batch', 3, 1, 1]>>(image.std([-1, -2], true))
expectType<Tensor<[3, 8, 8]>>(image.std(0, false, { correction: 0 }))
expectError(std(image, 4))
expectError(image.std([0, 0]))
expectError(std(image, 0, false, { ddof: 0 }))
