import { expectError, expectType } from 'tsd'
import { input, sqrt, type Tensor } from '../../src/index.js'

const x = input('x', ['batch', 64])

expectType<Tensor<['batch', 64]>>(sqrt(x))
expectType<Tensor<['batch', 64]>>(x.sqrt())
expectType<Tensor<[], 'f64'>>(sqrt(input('s', [], 'f64')))
expectError(sqrt(input('label', ['batch'], 'i32')))
expectError(input('label', ['batch'], 'i32').sqrt())
expectError(sqrt(2))

// In generic code the shape stays what it is.
export function generic<B extends number | string>(y: Tensor<[B, 3]>) {
  expectType<Tensor<[B, 3]>>(sqrt(y).sqrt())
}
