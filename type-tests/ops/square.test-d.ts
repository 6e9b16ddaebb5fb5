import { expectError, expectType } from 'tsd'
import { input, square, type Tensor } from '../../src/index.js'

const x = input('x', ['batch', 64])

expectType<Tensor<['batch', 64]>>(square(x))
expectType<Tensor<['batch', 64]>>(x.square())
expectType<Tensor<[], 'f64'>>(square(input('s', [], 'f64')))
expectError(square(input('label', ['batch'], 'i32')))
expectError(input('label', ['batch'], 'i32').square())
expectError(square(2))

// In generic code the shape stays what it is.
export function generic<B extends number | string>(y: Tensor<[B, 3]>) {
  expectType<Tensor<[B, 3]>>(square(y).square())
}
