import { expectError, expectType } from 'tsd'
import { input, sum, type Tensor } from '../../src/index.js'

const x = input('x', ['batch', 3, 64])

expectType<Tensor<[]>>(sum(x))
expectType<Tensor<['batch', 64]>>(sum(x, 1))
expectType<Tensor<['batch', 3]>>(x.sum(-1))
expectType<Tensor<['batch']>>(sum(x, [1, 2]))
expectType<Tensor<['batch', 1, 1]>>(x.sum([-1, 1], true))
expectType<Tensor<[1, 1, 1]>>(sum(x, undefined, true))
expectType<Tensor<['batch', 3, 64]>>(sum(x, []))
expectError(sum(x, 3))
expectError(x.sum([0, 0]))
expectError(sum(x, [0, -4]))
expectError(sum(x, 0.5))
expectError(sum(input('label', [3], 'i32')))
