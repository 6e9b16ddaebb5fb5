import { expectError, expectType } from 'tsd'
import { input, mseLoss, type Tensor } from '../../src/index.js'

const x = input('x', ['batch', 10])

expectType<Tensor<[]>>(mseLoss(x, x))
expectType<Tensor<[]>>(x.mseLoss(input('target', ['batch', 10]), { reduction: 'sum' }))
expectType<Tensor<['batch', 10]>>(mseLoss(x, x, { reduction: 'none' }))
expectError(mseLoss(x, input('target', ['batch', 1])))
expectError(mseLoss(x, x, { reduction: 'median' }))
expectError(x.mseLoss(input('target', ['batch', 10], 'i32')))
