import { expectError, expectType } from 'tsd'
import { input, softmax, type Tensor } from '../../src/index.js'

const x = input('x', ['batch', 10])

expectType<Tensor<['batch', 10]>>(softmax(x))
expectType<Tensor<['batch', 10]>>(x.softmax(0))
expectError(softmax(x, 2))
expectError(x.softmax(-3))
expectError(softmax(input('s', []), 0))
expectError(softmax(input('label', [3], 'i32')))
