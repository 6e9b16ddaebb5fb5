import { expectError, expectType } from 'tsd'
import { input, tanh, type Tensor } from '../../src/index.js'

const x = input('x', ['batch', 64])

expectType<Tensor<['batch', 64]>>(tanh(x))
expectType<Tensor<['batch', 64]>>(x.tanh())
expectType<Tensor<[], 'f64'>>(tanh(input('s', [], 'f64')))
expectError(tanh(input('label', ['batch'], 'i32')))
expectError(input('label', ['batch'], 'i32').tanh())
expectError(tanh(2))

// In generic code the shape stays what it is.
export function generic<B extends number | string>(y: Tensor<[B, 3]>) {
  expectType<Tensor<[B, 3]>>(tanh(y).tanh())
}
