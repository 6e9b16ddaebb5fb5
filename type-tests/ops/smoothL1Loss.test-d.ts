import { expectError, expectType } from 'tsd'
import { input, smoothL1Loss, type Tensor } from '../../src/index.js'

const x = input('x', ['batch', 10])

expectType<Tensor<[]>>(smoothL1Loss(x, x))
expectType<Tensor<[]>>(x.smoothL1Loss(input('target', ['batch', 10]), { reduction: 'sum' }))
expectType<Tensor<['batch', 10]>>(smoothL1Loss(x, x, { reduction: 'none' }))
expectType<Tensor<[]>>(smoothL1Loss(x, x, { beta: 0.5 }))
expectError(smoothL1Loss(x, x, { delta: 0.5 }))
expectError(smoothL1Loss(x, input('target', ['batch', 1])))
expectError(smoothL1Loss(x, x, { reduction: 'median' }))
expectError(x.smoothL1Loss(input('target', ['batch', 10], 'i32')))
