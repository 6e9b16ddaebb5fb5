import { expectError, expectType } from 'tsd'
import { input, logSumExp, type Tensor } from '../../src/index.js'

const image = input('image', ['batch', 3, 8, 8])

expectType<Tensor<[]>>(logSumExp(image))
expectType<Tensor<['batch', 3]>>(logSumExp(image, [2, 3]))
expectType<Tensor<['batch', 3, 1, 1]>>(image.logSumExp([-1, -2], true))
expectError(logSumExp(image, 4))
expectError(image.logSumExp([0, 0]))
expectError(logSumExp(input('label', [3], 'i32')))
