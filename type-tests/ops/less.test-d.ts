import { expectError, expectType } from 'tsd'
import { less, input, type Tensor } from '../../src/index.js'

const x = input('x', ['batch', 64])
const label = input('label', ['batch'], 'i32')

expectType<Tensor<['batch', 64], 'bool'>>(less(x, input('b', [64])))
expectType<Tensor<['batch', 64], 'bool'>>(x.less(0))
expectType<Tensor<['batch'], 'bool'>>(label.less(3))
expectType<Tensor<['batch'], 'bool'>>(label.less(label))
expectError(less(x, input('b', [63])))
expectError(x.less(label))
expectError(x.less(0).less(0))
expectError(less(1, x))
