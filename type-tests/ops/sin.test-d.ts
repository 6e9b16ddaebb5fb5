import { expectError, expectType } from 'tsd'
import { input, sin, type Tensor } from '../../src/index.js'

const x = input('x', ['batch', 64])

expectType<Tensor<['batch', 64]>>(sin(x))
expectType<Tensor<['batch', 64]>>(x.sin())
expectType<Tensor<[], 'f64'>>(sin(input('s', [], 'f64')))
expectError(sin(input('label', ['batch'], 'i32')))
expectError(input('label', ['batch'], 'i32').sin())
expectError(sin(2))

// In generic code the shape stays what it is.
export function generic<B extends number | string>(y: Tensor<[B, 3]>) {
  expectType<Tensor<[B, 3]>>(sin(y).sin())
}
