import { expectError, expectType } from 'tsd'
import { input, leakyRelu, type Tensor } from '../../src/index.js'

const x = input('x', ['batch', 64])

expectType<Tensor<['batch', 64]>>(leakyRelu(x, 0.2))
expectType<Tensor<['batch', 64]>>(leakyRelu(x))
expectType<Tensor<[], 'f64'>>(input('s', [], 'f64').leakyRelu(0.2))
expectError(leakyRelu(x, 'steep'))
expectError(x.leakyRelu(x))
expectError(leakyRelu(input('label', [3], 'i32'), 0.2))
