import { expectError, expectType } from 'tsd'
import { input, where, type Tensor } from '../../src/index.js'
import type { Where } from '../../src/shapes/index.js'
import { the } from '../shapes/operand.js'

const x = input('x', ['batch', 64])
const row = input('row', [64])
const mask = input('mask', ['batch', 1], 'bool')

expectType<Tensor<['batch', 64]>>(where(mask, row, x))
expectType<Tensor<['batch', 64]>>(where(x.less(row), x, 0))
expectType<Tensor<['batch', 64]>>(mask.where(row, 1))
expectType<Tensor<['batch', 3], 'f64'>>(mask.where(input('d', [3], 'f64'), input('e', [], 'f64')))
expectError(where(x, x, row))
expectError(where(mask, x, input('short', [63])))
expectError(where(mask, input('other', ['T', 64]), x))
expectError(where(mask, row, input('d', [64], 'f64')))
expectError(where(mask, input('i', [64], 'i32'), 0))
expectType<'where: cannot broadcast [32, 10] with [9] (10 vs 9)'>(the<Where<[32, 1], [10], [9]>>())
