import { expectError, expectType } from 'tsd'
import { input, elu, type Tensor } from '../../src/index.js'

const x = input('x', ['batch', 64])

expectType<Tensor<['batch', 64]>>(elu(x, 0.5))
expectType<Tensor<['batch', 64]>>(elu(x))
expectType<Tensor<[], 'f64'>>(input('s', [], 'f64').elu(0.5))
expectError(elu(x, 'big'))
expectError(x.elu(x))
expectError(elu(input('label', [3], 'i32'), 0.5))
