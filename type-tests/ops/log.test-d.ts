import { expectError, expectType } from 'tsd'
import { input, log, type Tensor } from '../../src/index.js'

const x = input('x', ['batch', 64])

expectType<Tensor<['batch', 64]>>(log(x))
expectType<Tensor<['batch', 64]>>(x.log())
expectType<Tensor<[], 'f64'>>(log(input('s', [], 'f64')))
expectError(log(input('label', ['batch'], 'i32')))
expectError(input('label', ['batch'], 'i32').log())
expectError(log(2))

// In generic code the shape stays what it is.
export function generic<B extends number | string>(y: Tensor<[B, 3]>) {
  expectType<Tensor<[B, 3]>>(log(y).log())
}
