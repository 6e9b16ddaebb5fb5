import { expectError, expectType } from 'tsd'
import { flatten, input, type Tensor } from '../../src/index.js'

const x = input('x', ['batch', 16, 4, 4])

expectType<Tensor<['256*batch']>>(flatten(x))
expectType<Tensor<['batch', 256]>>(flatten(x, 1))
expectType<Tensor<['batch', 64, 4]>>(x.flatten(1, 2))
expectType<Tensor<[1]>>(flatten(input('s', [])))
expectError(flatten(x, 4))
expectError(x.flatten(2, 1))
