import { expectError, expectType } from 'tsd'
import { input, slice, type Tensor } from '../../src/index.js'

const x = input('x', ['batch', 64])

expectType<Tensor<['batch', 32]>>(slice(x, 1, 0, 32))
expectType<Tensor<['batch', 62]>>(x.slice(-1, 1, -1))
expectType<Tensor<['batch-1', 64]>>(slice(x, 0, 1))
expectType<Tensor<['batch', 0]>>(slice(x, 1, 5, 5))
expectError(slice(x, 2, 0, 1))
expectError(slice(x, 1, 0, 65))
expectError(x.slice(1, 65))
expectError(x.slice(1, 5, 4))

expectType<Tensor<['batch', 22]>>(slice(x, 1, undefined, undefined, 3))
expectType<Tensor<['batch', 64]>>(slice(x, 1, undefined, undefined, -1))
expectType<Tensor<['batch', 31]>>(x.slice(1, -2, 0, -2))
expectType<Tensor<['batch', 64]>>(x.slice(0, undefined, undefined, -1))
expectType<Tensor<['T', 2]>>(input('y', ['2*T', 2]).slice(0, undefined, undefined, 2))
expectError(x.slice(0, undefined, undefined, 2))
expectError(x.slice(1, undefined, undefined, 0))
expectError(x.slice(1, 64, undefined, -1))
expectError(x.slice(1, 2, 5, -1))
