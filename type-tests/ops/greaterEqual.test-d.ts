import { expectError, expectType } from 'tsd'
import { greaterEqual, input, type Tensor } from '../../src/index.js'

const x = input('x', ['batch', 64])
const label = input('label', ['batch'], 'i32')

expectType<Tensor<['batch', 64], 'bool'>>(greaterEqual(x, input('b', [64])))
expectType<Tensor<['batch', 64], 'bool'>>(x.greaterEqual(0))
expectType<Tensor<['batch'], 'bool'>>(label.greaterEqual(3))
expectType<Tensor<['batch'], 'bool'>>(label.greaterEqual(label))
expectError(greaterEqual(x, input('b', [63])))
expectError(x.greaterEqual(label))
expectError(x.greaterEqual(0).greaterEqual(0))
expectError(greaterEqual(1, x))
