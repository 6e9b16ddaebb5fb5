import { expectError, expectType } from 'tsd'
import { dropout, input, type Tensor } from '../../src/index.js'

const x = input('x', ['batch', 64])

expectType<Tensor<['batch', 64]>>(dropout(x, 0.5))
expectType<Tensor<['batch', 64]>>(x.dropout(0.1))
expectError(dropout(x))
expectError(input('label', [3], 'i32').dropout(0.5))
