import { expectError, expectType } from 'tsd'
import { input, split, type Tensor } from '../../src/index.js'

const x = input('x', ['T+1', 10])

expectType<[Tensor<['T', 10]>, Tensor<[1, 10]>]>(split(x, ['T', 1]))
expectType<[Tensor<['T+1', 4]>, Tensor<['T+1', 4]>, Tensor<['T+1', 2]>]>(x.split(4, -1))
expectType<[Tensor<['T+1', 10]>]>(split(x, 99, 1))
expectError(split(x, ['T', 2]))
expectError(split(x, 4))
expectError(x.split([5, 4], 1))
expectError(x.split(0, 1))
expectError(x.split(5, 2))
