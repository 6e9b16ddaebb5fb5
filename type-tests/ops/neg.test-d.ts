import { expectError, expectType } from 'tsd'
import { input, neg, type Tensor } from '../../src/index.js'

const x = input('x', ['batch', 64])

expectType<Tensor<['batch', 64]>>(neg(x))
expectType<Tensor<['batch', 64]>>(x.neg())
expectType<Tensor<[], 'f64'>>(neg(input('s', [], 'f64')))
expectError(neg(input('label', ['batch'], 'i32')))
expectError(input('label', ['batch'], 'i32').neg())
expectError(neg(2))

// In generic code the shape stays what it is.
export function generic<B extends number | string>(y: Tensor<[B, 3]>) {
  expectType<Tensor<[B, 3]>>(neg(y).neg())
}
