import { expectError, expectType } from 'tsd'
import { expand, input, type Tensor } from '../../src/index.js'

const x = input('x', ['batch', 1])

expectType<Tensor<['batch', 10]>>(expand(x, [-1, 10]))
expectType<Tensor<[5, 'batch', 1]>>(x.expand([5, -1, -1]))
expectError(expand(x, [10]))
expectError(expand(x, [7, 10]))
expectError(x.expand([-1, -1, -1]))
expectError(x.expand([-1, 2.5]))
