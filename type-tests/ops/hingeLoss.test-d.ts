import { expectError, expectType } from 'tsd'
import { input, hingeLoss, type Tensor } from '../../src/index.js'

const x = input('x', ['batch', 10])

expectType<Tensor<[]>>(hingeLoss(x, x))
expectType<Tensor<[]>>(x.hingeLoss(input('target', ['batch', 10]), { reduction: 'sum' }))
expectType<Tensor<['batch', 10]>>(hingeLoss(x, x, { reduction: 'none' }))
expectError(hingeLoss(x, input('target', ['batch', 1])))
expectError(hingeLoss(x, x, { reduction: 'median' }))
expectError(x.hingeLoss(input('target', ['batch', 10], 'i32')))
