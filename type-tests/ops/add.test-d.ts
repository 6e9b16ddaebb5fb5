import { expectError, expectType } from 'tsd'
import { add, input, type Tensor } from '../../src/index.js'

const x = input('x', ['batch', 64])
const row = input('row', [64])
const column = input('column', ['batch', 1])

expectType<Tensor<['batch', 64]>>(add(x, row))
expectType<Tensor<['batch', 64]>>(add(row, x))
expectType<Tensor<['batch', 64]>>(column.add(row))
expectType<Tensor<['batch', 64]>>(add(x, 2))
expectType<Tensor<['batch', 64]>>(x.add(0.5))

expectError(add(x, input('short', [63])))
expectError(x.add(input('other', ['T', 64])))
expectError(add(x, input('label', [64], 'i32')))
expectError(add(x, input('double', [64], 'f64')))
expectError(add(x, 'x'))

export function residual<B extends number | string>(y: Tensor<[B, 64]>) {
  expectType<Tensor<[B, 64]>>(add(y, y).add(row))
  expectError(add(y, input('short', [63])))
}
