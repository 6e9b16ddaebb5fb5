import { expectError, expectType } from 'tsd'
import { input, silu, type Tensor } from '../../src/index.js'

const x = input('x', ['batch', 64])

expectType<Tensor<['batch', 64]>>(silu(x))
expectType<Tensor<['batch', 64]>>(x.silu())
expectType<Tensor<[], 'f64'>>(silu(input('s', [], 'f64')))
expectError(silu(input('label', ['batch'], 'i32')))
expectError(input('label', ['batch'], 'i32').silu())
expectError(silu(2))

// In generic code the shape stays what it is.
export function generic<B extends number | string>(y: Tensor<[B, 3]>) {
  expectType<Tensor<[B, 3]>>(silu(y).silu())
}
