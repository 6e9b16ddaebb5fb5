import { expectError, expectType } from 'tsd'
import { input, relu, type Tensor } from '../../src/index.js'

const x = input('x', ['batch', 64])

expectType<Tensor<['batch', 64]>>(relu(x))
expectType<Tensor<['batch', 64]>>(x.relu())
expectType<Tensor<[], 'f64'>>(relu(input('s', [], 'f64')))
expectError(relu(input('label', ['batch'], 'i32')))
expectError(input('label', ['batch'], 'i32').relu())
expectError(relu(2))

// In generic code the shape stays what it is.
export function generic<B extends number | string>(y: Tensor<[B, 3]>) {
  expectType<Tensor<[B, 3]>>(relu(y).relu())
}
