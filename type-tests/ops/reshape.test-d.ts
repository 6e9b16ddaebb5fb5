import { expectError, expectType } from 'tsd'
import { input, reshape, type Tensor } from '../../src/index.js'

const x = input('x', ['batch', 28, 28])

expectType<Tensor<['batch', 784]>>(reshape(x, ['batch', 784]))
expectType<Tensor<['batch', 784]>>(x.reshape(['batch', -1]))
expectType<Tensor<['784*batch']>>(reshape(x, [-1]))
expectType<Tensor<[3, 2], 'i32'>>(reshape(input('i', [2, 3], 'i32'), [3, 2]))
expectError(reshape(x, ['batch', 783]))
expectError(x.reshape([-1, -1]))
expectError(reshape(x, ['batch', -1, 27]))
expectError(reshape(x, ['batch', 1.5]))
