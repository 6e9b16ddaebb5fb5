import { expectError, expectType } from 'tsd'
import { chunk, input, type Tensor } from '../../src/index.js'

const x = input('x', ['2*batch', 192])

expectType<[Tensor<['2*batch', 64]>, Tensor<['2*batch', 64]>, Tensor<['2*batch', 64]>]>(chunk(x, 3, -1))
expectType<[Tensor<['batch', 192]>, Tensor<['batch', 192]>]>(x.chunk(2))
expectError(chunk(x, 5, 1))
expectError(chunk(x, 3))
expectError(x.chunk(0))
expectError(x.chunk(2, 2))
