import { expectError, expectType } from 'tsd'
import { input, min, type Tensor } from '../../src/index.js'

const x = input('x', ['batch', 3, 64])

expectType<Tensor<[]>>(min(x))
expectType<Tensor<['batch', 3]>>(x.min(-1))
expectType<Tensor<['batch', 1, 1]>>(x.min([-1, 1], true))
expectError(min(x, 3))
expectError(x.min([0, -3]))
expectError(min(input('label', [3], 'i32')))
