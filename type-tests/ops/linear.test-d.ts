import { expectError, expectType } from 'tsd'
import { input, linear, type Tensor } from '../../src/index.js'

const x = input('x', ['batch', 64])
const w = input('w', [32, 64])

expectType<Tensor<['batch', 32]>>(linear(x, w))
expectType<Tensor<['batch', 32]>>(linear(x, w, input('b', [32])))
expectType<Tensor<[32]>>(input('row', [64]).linear(w, input('b', [32])))
expectError(linear(x, input('w', [32, 63])))
expectError(linear(x, w, input('b', [33])))
expectError(x.linear(w, input('b', [1, 32])))
expectError(linear(x, input('w', [64])))
expectError(linear(x, input('w', [32, 64], 'f64')))
