import { expectError, expectType } from 'tsd'
import { greater, input, type Tensor } from '../../src/index.js'

const x = input('x', ['batch', 64])
const label = input('label', ['batch'], 'i32')

expectType<Tensor<['batch', 64], 'bool'>>(greater(x, input('b', [64])))
expectType<Tensor<['batch', 64], 'bool'>>(x.greater(0))
expectType<Tensor<['batch'], 'bool'>>(label.greater(3))
expectType<Tensor<['batch'], 'bool'>>(label.greater(label))
expectError(greater(x, input('b', [63])))
expectError(x.greater(label))
expectError(x.greater(0).greater(0))
expectError(greater(1, x))
