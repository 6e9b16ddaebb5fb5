import { expectError, expectType } from 'tsd'
import { input, mean, type Tensor } from '../../src/index.js'

const x = input('x', ['batch', 3, 64])

expectType<Tensor<[]>>(mean(x))
expectType<Tensor<['batch', 64]>>(mean(x, 1))
expectType<Tensor<['batch', 3]>>(x.mean(-1))
expectType<Tensor<['batch']>>(mean(x, [1, 2]))
expectType<Tensor<['batch', 1, 1]>>(x.mean([-1, 1], true))
expectType<Tensor<[1, 1, 1]>>(mean(x, undefined, true))
expectType<Tensor<['batch', 3, 64]>>(mean(x, []))
expectError(mean(x, 3))
expectError(x.mean([0, 0]))
expectError(mean(x, [0, -4]))
expectError(mean(x, 0.5))
expectError(mean(input('label', [3], 'i32')))
