import { expectError, expectType } from 'tsd'
import { input, select, type Tensor } from '../../src/index.js'

const x = input('x', ['batch', 'T', 10])

expectType<Tensor<['batch', 10]>>(select(x, 1, -1))
expectType<Tensor<['batch', 'T']>>(x.select(-1, 9))
expectError(select(x, 2, 10))
expectError(select(x, 2, -11))
expectError(x.select(3, 0))
expectError(x.select(0, 0.5))
