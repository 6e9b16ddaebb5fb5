import { expectError, expectType } from 'tsd'
import { input, logSoftmax, type Tensor } from '../../src/index.js'

const x = input('x', ['batch', 10])

expectType<Tensor<['batch', 10]>>(logSoftmax(x))
expectType<Tensor<['batch', 10]>>(x.logSoftmax(0))
expectError(logSoftmax(x, 2))
expectError(x.logSoftmax(-3))
expectError(logSoftmax(input('s', []), 0))
expectError(logSoftmax(input('label', [3], 'i32')))
