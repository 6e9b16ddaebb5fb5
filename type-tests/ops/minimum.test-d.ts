import { expectError, expectType } from 'tsd'
import { input, minimum, type Tensor } from '../../src/index.js'

const x = input('x', ['batch', 64])
const row = input('row', [64])
const column = input('column', ['batch', 1])

expectType<Tensor<['batch', 64]>>(minimum(x, row))
expectType<Tensor<['batch', 64]>>(minimum(row, x))
expectType<Tensor<['batch', 64]>>(column.minimum(row))
expectType<Tensor<['batch', 64]>>(minimum(x, 2))
expectType<Tensor<['batch', 64]>>(x.minimum(0.5))

expectError(minimum(x, input('short', [63])))
expectError(x.minimum(input('other', ['T', 64])))
expectError(minimum(x, input('label', [64], 'i32')))
expectError(minimum(x, input('double', [64], 'f64')))
expectError(minimum(x, 'x'))

export function residual<B extends number | string>(y: Tensor<[B, 64]>) {
  expectType<Tensor<[B, 64]>>(minimum(y, y).minimum(row))
  expectError(minimum(y, input('short', [63])))
}
