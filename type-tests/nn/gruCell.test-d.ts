import { expectError, expectType } from 'tsd'
import { gruCell, input, nn, zeros, type Tensor } from '../../src/index.js'

const x = input('x', ['batch', 8])
const h = input('h', ['batch', 16])

expectType<Tensor<['batch', 16]>>(gruCell(x, h, zeros([48, 8]), zeros([48, 16]), zeros([48]), zeros([48])))
expectType<Tensor<['H']>>(gruCell(zeros(['D']), zeros(['H']), zeros(['3*H', 'D']), zeros(['3*H', 'H'])))
expectType<Tensor<['batch', 16]>>(nn.gruCell(8, 16)(x, h))
expectError(gruCell(x, h, zeros([48, 8]), zeros([47, 16])))
expectError(nn.gruCell(8, 16)(x, zeros(['T', 16])))
expectError(nn.gruCell(8, 15)(x, h))
