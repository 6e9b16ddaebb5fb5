import { expectError, expectType } from 'tsd'
import { input, sub, type Tensor } from '../../src/index.js'

const x = input('x', ['batch', 64])
const row = input('row', [64])
const column = input('column', ['batch', 1])

expectType<Tensor<['batch', 64]>>(sub(x, row))
expectType<Tensor<['batch', 64]>>(sub(row, x))
expectType<Tensor<['batch', 64]>>(column.sub(row))
expectType<Tensor<['batch', 64]>>(sub(x, 2))
expectType<Tensor<['batch', 64]>>(x.sub(0.5))

expectError(sub(x, input('short', [63])))
expectError(x.sub(input('other', ['T', 64])))
expectError(sub(x, input('label', [64], 'i32')))
expectError(sub(x, input('double', [64], 'f64')))
expectError(sub(x, 'x'))

export function residual<B extends number | string>(y: Tensor<[B, 64]>) {
  expectType<Tensor<[B, 64]>>(sub(y, y).sub(row))
  expectError(sub(y, input('short', [63])))
}
