import { expectError, expectType } from 'tsd'
import { gatherRows, input, type Tensor } from '../../src/index.js'

const table = input('table', [1000, 64])
const tokens = input('tokens', ['batch', 16], 'i32')

expectType<Tensor<['batch', 16, 64]>>(gatherRows(table, tokens))
expectType<Tensor<[64]>>(table.gatherRows(input('one', [], 'u32')))
expectError(gatherRows(table, input('x', ['batch'])))
expectError(gatherRows(input('s', []), tokens))
