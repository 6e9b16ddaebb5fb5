import { expectError, expectType } from 'tsd'
import { exp, input, type Tensor } from '../../src/index.js'

const x = input('x', ['batch', 64])

expectType<Tensor<['batch', 64]>>(exp(x))
expectType<Tensor<['batch', 64]>>(x.exp())
expectType<Tensor<[], 'f64'>>(exp(input('s', [], 'f64')))
expectError(exp(input('label', ['batch'], 'i32')))
expectError(input('label', ['batch'], 'i32').exp())
expectError(exp(2))

// In generic code the shape stays what it is.
export function generic<B extends number | string>(y: Tensor<[B, 3]>) {
  expectType<Tensor<[B, 3]>>(exp(y).exp())
}
