import { expectError, expectType } from 'tsd'
import { div, input, type Tensor } from '../../src/index.js'

const x = input('x', ['batch', 64])
const row = input('row', [64])
const column = input('column', ['batch', 1])

expectType<Tensor<['batch', 64]>>(div(x, row))
expectType<Tensor<['batch', 64]>>(div(row, x))
expectType<Tensor<['batch', 64]>>(column.div(row))
expectType<Tensor<['batch', 64]>>(div(x, 2))
expectType<Tensor<['batch', 64]>>(x.div(0.5))

expectError(div(x, input('short', [63])))
expectError(x.div(input('other', ['T', 64])))
expectError(div(x, input('label', [64], 'i32')))
expectError(div(x, input('double', [64], 'f64')))
expectError(div(x, 'x'))

export function residual<B extends number | string>(y: Tensor<[B, 64]>) {
  expectType<Tensor<[B, 64]>>(div(y, y).div(row))
  expectError(div(y, input('short', [63])))
}
