import { expectError, expectType } from 'tsd'
import { input, sigmoid, type Tensor } from '../../src/index.js'

const x = input('x', ['batch', 64])

expectType<Tensor<['batch', 64]>>(sigmoid(x))
expectType<Tensor<['batch', 64]>>(x.sigmoid())
expectType<Tensor<[], 'f64'>>(sigmoid(input('s', [], 'f64')))
expectError(sigmoid(input('label', ['batch'], 'i32')))
expectError(input('label', ['batch'], 'i32').sigmoid())
expectError(sigmoid(2))

// In generic code the shape stays what it is.
export function generic<B extends number | string>(y: Tensor<[B, 3]>) {
  expectType<Tensor<[B, 3]>>(sigmoid(y).sigmoid())
}
