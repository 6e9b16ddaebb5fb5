import { expectError, expectType } from 'tsd'
import { input, transpose, type Tensor } from '../../src/index.js'

const x = input('x', ['batch', 16, 64])

expectType<Tensor<['batch', 64, 16]>>(transpose(x, 1, 2))
expectType<Tensor<[64, 16, 'batch']>>(x.transpose(0, -1))
expectError(transpose(x, 3, 0))
expectError(x.transpose(0, -4))
