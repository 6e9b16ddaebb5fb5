import { expectError, expectType } from 'tsd'
import { input, huberLoss, type Tensor } from '../../src/index.js'

const x = input('x', ['batch', 10])

expectType<Tensor<[]>>(huberLoss(x, x))
expectType<Tensor<[]>>(x.huberLoss(input('target', ['batch', 10]), { reduction: 'sum' }))
expectType<Tensor<['batch', 10]>>(huberLoss(x, x, { reduction: 'none' }))
expectType<Tensor<[]>>(huberLoss(x, x, { delta: 0.5 }))
expectError(huberLoss(x, x, { beta: 0.5 }))
expectError(huberLoss(x, input('target', ['batch', 1])))
expectError(huberLoss(x, x, { reduction: 'median' }))
expectError(x.huberLoss(input('target', ['batch', 10], 'i32')))
