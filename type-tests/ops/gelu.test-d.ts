import { expectError, expectType } from 'tsd'
import { input, gelu, type Tensor } from '../../src/index.js'

const x = input('x', ['batch', 64])

expectType<Tensor<['batch', 64]>>(gelu(x))
expectType<Tensor<['batch', 64]>>(x.gelu())
expectType<Tensor<[], 'f64'>>(gelu(input('s', [], 'f64')))
expectError(gelu(input('label', ['batch'], 'i32')))
expectError(input('label', ['batch'], 'i32').gelu())
expectError(gelu(2))

// In generic code the shape stays what it is.
export function generic<B extends number | string>(y: Tensor<[B, 3]>) {
  expectType<Tensor<[B, 3]>>(gelu(y).gelu())
}
