import { expectError, expectType } from 'tsd'
import { input, pow, type Tensor } from '../../src/index.js'

const x = input('x', ['batch', 64])

expectType<Tensor<['batch', 64]>>(pow(x, 3))
expectError(pow(x))
expectType<Tensor<[], 'f64'>>(input('s', [], 'f64').pow(3))
expectError(pow(x, 'cube'))
expectError(x.pow(x))
expectError(pow(input('label', [3], 'i32'), 3))
