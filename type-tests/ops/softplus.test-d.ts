import { expectError, expectType } from 'tsd'
import { input, softplus, type Tensor } from '../../src/index.js'

const x = input('x', ['batch', 64])

expectType<Tensor<['batch', 64]>>(softplus(x))
expectType<Tensor<['batch', 64]>>(x.softplus())
expectType<Tensor<[], 'f64'>>(softplus(input('s', [], 'f64')))
expectError(softplus(input('label', ['batch'], 'i32')))
expectError(input('label', ['batch'], 'i32').softplus())
expectError(softplus(2))

// In generic code the shape stays what it is.
export function generic<B extends number | string>(y: Tensor<[B, 3]>) {
  expectType<Tensor<[B, 3]>>(softplus(y).softplus())
}
