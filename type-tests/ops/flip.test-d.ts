import { expectError, expectType } from 'tsd'
import { flip, input, type Tensor } from '../../src/index.js'

const x = input('x', ['batch', 10])

expectType<Tensor<['batch', 10]>>(flip(x))
expectType<Tensor<['batch', 10]>>(x.flip([0, -1]))
expectType<Tensor<[3], 'i32'>>(flip(input('i', [3], 'i32'), 0))
expectError(flip(x, 2))
expectError(x.flip([1, -1]))
