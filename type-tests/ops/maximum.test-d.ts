import { expectError, expectType } from 'tsd'
import { input, maximum, type Tensor } from '../../src/index.js'

const x = input('x', ['batch', 64])
const row = input('row', [64])
const column = input('column', ['batch', 1])

expectType<Tensor<['batch', 64]>>(maximum(x, row))
expectType<Tensor<['batch', 64]>>(maximum(row, x))
expectType<Tensor<['batch', 64]>>(column.maximum(row))
expectType<Tensor<['batch', 64]>>(maximum(x, 2))
expectType<Tensor<['batch', 64]>>(x.maximum(0.5))

expectError(maximum(x, input('short', [63])))
expectError(x.maximum(input('other', ['T', 64])))
expectError(maximum(x, input('label', [64], 'i32')))
expectError(maximum(x, input('double', [64], 'f64')))
expectError(maximum(x, 'x'))

export function residual<B extends number | string>(y: Tensor<[B, 64]>) {
  expectType<Tensor<[B, 64]>>(maximum(y, y).maximum(row))
  expectError(maximum(y, input('short', [63])))
}
