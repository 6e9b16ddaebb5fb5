import { expectError, expectType } from 'tsd'
import { input, poissonNllLoss, type Tensor } from '../../src/index.js'

const x = input('x', ['batch', 10])

expectType<Tensor<[]>>(poissonNllLoss(x, x))
expectType<Tensor<[]>>(x.poissonNllLoss(input('target', ['batch', 10]), { reduction: 'sum' }))
expectType<Tensor<['batch', 10]>>(poissonNllLoss(x, x, { reduction: 'none' }))
expectType<Tensor<[]>>(poissonNllLoss(x, x, { logInput: false }))
expectError(poissonNllLoss(x, input('target', ['batch', 1])))
expectError(poissonNllLoss(x, x, { reduction: 'median' }))
expectError(x.poissonNllLoss(input('target', ['batch', 10], 'i32')))
