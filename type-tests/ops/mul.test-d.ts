import { expectError, expectType } from 'tsd'
import { input, mul, type Tensor } from '../../src/index.js'

const x = input('x', ['batch', 64])
const row = input('row', [64])
const column = input('column', ['batch', 1])

expectType<Tensor<['batch', 64]>>(mul(x, row))
expectType<Tensor<['batch', 64]>>(mul(row, x))
expectType<Tensor<['batch', 64]>>(column.mul(row))
expectType<Tensor<['batch', 64]>>(mul(x, 2))
expectType<Tensor<['batch', 64]>>(x.mul(0.5))

expectError(mul(x, input('short', [63])))
expectError(x.mul(input('other', ['T', 64])))
expectError(mul(x, input('label', [64], 'i32')))
expectError(mul(x, input('double', [64], 'f64')))
expectError(mul(x, 'x'))

export function residual<B extends number | string>(y: Tensor<[B, 64]>) {
  expectType<Tensor<[B, 64]>>(mul(y, y).mul(row))
  expectError(mul(y, input('short', [63])))
}
