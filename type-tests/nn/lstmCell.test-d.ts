import { expectError, expectType } from 'tsd'
import { input, lstmCell, nn, zeros, type Tensor } from '../../src/index.js'

const x = input('x', ['batch', 8])
const h = input('h', ['batch', 16])

const [hidden, cell] = lstmCell(x, h, h, zeros([64, 8]), zeros([64, 16]), zeros([64]), zeros([64]))
expectType<Tensor<['batch', 16]>>(hidden)
expectType<Tensor<['batch', 16]>>(cell)
expectType<[Tensor<['H']>, Tensor<['H']>]>(
  lstmCell(zeros(['D']), zeros(['H']), zeros(['H']), zeros(['4*H', 'D']), zeros(['4*H', 'H'])),
)
expectType<[Tensor<['batch', 16]>, Tensor<['batch', 16]>]>(nn.lstmCell(8, 16)(x, h, h))
expectError(lstmCell(x, h, h, zeros([63, 8]), zeros([64, 16])))
expectError(nn.lstmCell(9, 16)(x, h, h))
expectError(nn.lstmCell(8, 15)(x, h, h))
