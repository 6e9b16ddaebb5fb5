import { expectError, expectType } from 'tsd'
import { input, inv, reciprocal, type Tensor } from '../../src/index.js'

const x = input('x', ['batch', 64])

expectType<Tensor<['batch', 64]>>(reciprocal(x))
expectType<Tensor<['batch', 64]>>(x.reciprocal())
expectType<Tensor<['batch', 64]>>(inv(x).inv())
expectType<Tensor<[], 'f64'>>(reciprocal(input('s', [], 'f64')))
expectError(reciprocal(input('label', ['batch'], 'i32')))
expectError(inv(2))
