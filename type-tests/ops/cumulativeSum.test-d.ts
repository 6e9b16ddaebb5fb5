import { expectError, expectType } from 'tsd'
import { cumulativeSum, input, type Tensor } from '../../src/index.js'

const x = input('x', ['batch', 10])

expectType<Tensor<['batch', 10]>>(cumulativeSum(x, -1))
expectType<Tensor<['batch', 10]>>(x.cumulativeSum(0))
expectError(cumulativeSum(x, 2))
expectError(cumulativeSum(input('i', [3], 'i32'), 0))
