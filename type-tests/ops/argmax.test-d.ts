import { expectError, expectType } from 'tsd'
import { argmax, input, type Tensor } from '../../src/index.js'

const x = input('x', ['batch', 10])

expectType<Tensor<['batch'], 'i32'>>(argmax(x))
expectType<Tensor<[10], 'i32'>>(x.argmax(0))
expectError(argmax(x, 2))
// It has no gradient, and is no float to compute with.
expectError(argmax(x).exp())
