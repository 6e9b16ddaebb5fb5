import { expectError, expectType } from 'tsd'
import { cos, input, type Tensor } from '../../src/index.js'

const x = input('x', ['batch', 64])

expectType<Tensor<['batch', 64]>>(cos(x))
expectType<Tensor<['batch', 64]>>(x.cos())
expectType<Tensor<[], 'f64'>>(cos(input('s', [], 'f64')))
expectError(cos(input('label', ['batch'], 'i32')))
expectError(input('label', ['batch'], 'i32').cos())
expectError(cos(2))

// In generic code the shape stays what it is.
export function generic<B extends number | string>(y: Tensor<[B, 3]>) {
  expectType<Tensor<[B, 3]>>(cos(y).cos())
}
