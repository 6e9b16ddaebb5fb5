import { expectError, expectType } from 'tsd'
import { input, unsqueeze, type Tensor } from '../../src/index.js'

const x = input('x', ['batch', 10])

expectType<Tensor<[1, 'batch', 10]>>(unsqueeze(x, 0))
expectType<Tensor<['batch', 10, 1]>>(x.unsqueeze(2))
expectType<Tensor<['batch', 1, 10]>>(x.unsqueeze(-2))
expectType<Tensor<[1], 'i32'>>(unsqueeze(input('i', [], 'i32'), -1))
expectError(unsqueeze(x, 3))
expectError(x.unsqueeze(-4))
