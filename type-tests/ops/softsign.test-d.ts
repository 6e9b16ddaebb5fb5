import { expectError, expectType } from 'tsd'
import { input, softsign, type Tensor } from '../../src/index.js'

const x = input('x', ['batch', 64])

expectType<Tensor<['batch', 64]>>(softsign(x))
expectType<Tensor<['batch', 64]>>(x.softsign())
expectType<Tensor<[], 'f64'>>(softsign(input('s', [], 'f64')))
expectError(softsign(input('label', ['batch'], 'i32')))
expectError(input('label', ['batch'], 'i32').softsign())
expectError(softsign(2))

// In generic code the shape stays what it is.
export function generic<B extends number | string>(y: Tensor<[B, 3]>) {
  expectType<Tensor<[B, 3]>>(softsign(y).softsign())
}
