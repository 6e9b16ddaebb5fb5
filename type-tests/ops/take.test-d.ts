import { expectError, expectType } from 'tsd'
import { input, take, type Tensor } from '../../src/index.js'

const x = input('x', ['batch', 10, 3])
const columns = input('columns', ['K', 2], 'i32')

expectType<Tensor<['batch', 'K', 2, 3]>>(take(x, columns, 1))
expectType<Tensor<['batch', 10, 'K', 2]>>(x.take(columns, -1))
expectType<Tensor<['K', 2, 10, 3]>>(x.take(columns))
expectType<Tensor<['batch', 3]>>(x.take(input('one', [], 'u32'), 1))
expectError(x.take(columns, 3))
expectError(x.take(input('reals', [2]), 0))
expectError(input('s', []).take(columns))
expectError(columns.take(columns))
