import { expectError, expectType } from 'tsd'
import { input, max, type Tensor } from '../../src/index.js'

const x = input('x', ['batch', 3, 64])

expectType<Tensor<[]>>(max(x))
expectType<Tensor<['batch', 3]>>(x.max(-1))
expectType<Tensor<['batch', 1, 1]>>(x.max([-1, 1], true))
expectError(max(x, 3))
expectError(x.max([0, -3]))
expectError(max(input('label', [3], 'i32')))
