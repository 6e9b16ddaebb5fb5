import { expectError, expectType } from 'tsd'
import { input, takeAlongAxis, type Tensor } from '../../src/index.js'

const x = input('x', ['batch', 5, 3], 'f64')
const indices = input('i', ['batch', 2, 3], 'i32')

expectType<Tensor<['batch', 2, 3], 'f64'>>(takeAlongAxis(x, indices, 1))
expectType<Tensor<['batch', 2, 3], 'f64'>>(x.takeAlongAxis(indices, -2))
expectError(x.takeAlongAxis(indices, 0))
expectError(x.takeAlongAxis(indices, 3))
expectError(x.takeAlongAxis(input('j', ['batch', 2], 'i32'), 1))
expectError(x.takeAlongAxis(input('j', ['batch', 2, 3]), 1))
