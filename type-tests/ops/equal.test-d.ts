import { expectError, expectType } from 'tsd'
import { equal, input, type Tensor } from '../../src/index.js'

const x = input('x', ['batch', 64])
const label = input('label', ['batch'], 'i32')

expectType<Tensor<['batch', 64], 'bool'>>(equal(x, input('b', [64])))
expectType<Tensor<['batch', 64], 'bool'>>(x.equal(0))
expectType<Tensor<['batch'], 'bool'>>(label.equal(3))
expectType<Tensor<['batch'], 'bool'>>(label.equal(label))
expectError(equal(x, input('b', [63])))
expectError(x.equal(label))
expectError(x.equal(0).equal(0))
expectError(equal(1, x))
