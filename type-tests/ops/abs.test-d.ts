import { expectError, expectType } from 'tsd'
import { abs, input, type Tensor } from '../../src/index.js'

const x = input('x', ['batch', 64])

expectType<Tensor<['batch', 64]>>(abs(x))
expectType<Tensor<['batch', 64]>>(x.abs())
expectType<Tensor<[], 'f64'>>(abs(input('s', [], 'f64')))
expectError(abs(input('label', ['batch'], 'i32')))
expectError(input('label', ['batch'], 'i32').abs())
expectError(abs(2))

// In generic code the shape stays what it is.
export function generic<B extends number | string>(y: Tensor<[B, 3]>) {
  expectType<Tensor<[B, 3]>>(abs(y).abs())
}
