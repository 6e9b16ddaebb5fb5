import { expectError, expectType } from 'tsd'
import { input, scale, type Tensor } from '../../src/index.js'

const x = input('x', ['batch', 64])

expectType<Tensor<['batch', 64]>>(scale(x, 0.5))
expectType<Tensor<['batch', 64]>>(x.scale(-1))
expectError(scale(x, x))
expectError(scale(x))
expectError(scale(input('label', [3], 'i32'), 2))
