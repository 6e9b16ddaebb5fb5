import { expectError, expectType } from 'tsd'
import { input, logCoshLoss, type Tensor } from '../../src/index.js'

const x = input('x', ['batch', 10])

expectType<Tensor<[]>>(logCoshLoss(x, x))
expectType<Tensor<[]>>(x.logCoshLoss(input('target', ['batch', 10]), { reduction: 'sum' }))
expectType<Tensor<['batch', 10]>>(logCoshLoss(x, x, { reduction: 'none' }))
expectError(logCoshLoss(x, input('target', ['batch', 1])))
expectError(logCoshLoss(x, x, { reduction: 'median' }))
expectError(x.logCoshLoss(input('target', ['batch', 10], 'i32')))
