import { expectError, expectType } from 'tsd'
import { input, norm, type Tensor } from '../../src/index.js'

const image = input('image', ['batch', 3, 8, 8])

expectType<Tensor<[]>>(norm(image))
expectType<Tensor<['batch', 3]>>(norm(image, [2, 3]))
expectType<Tensor<['batch', 3, 1, 1]>>(image.norm([-1, -2], true, { order: 1 }))
expectError(norm(image, 4))
expectError(image.norm([0, 0]))
expectError(norm(input('label', [3], 'i32')))
expectError(norm(image, 0, false, { order: 3 }))
