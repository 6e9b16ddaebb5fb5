import { expectError, expectType } from 'tsd'
import { lessEqual, input, type Tensor } from '../../src/index.js'

const x = input('x', ['batch', 64])
const label = input('label', ['batch'], 'i32')

expectType<Tensor<['batch', 64], 'bool'>>(lessEqual(x, input('b', [64])))
expectType<Tensor<['batch', 64], 'bool'>>(x.lessEqual(0))
expectType<Tensor<['batch'], 'bool'>>(label.lessEqual(3))
expectType<Tensor<['batch'], 'bool'>>(label.lessEqual(label))
expectError(lessEqual(x, input('b', [63])))
expectError(x.lessEqual(label))
expectError(x.lessEqual(0).lessEqual(0))
expectError(lessEqual(1, x))
