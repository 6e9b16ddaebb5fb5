import { expectError, expectType } from 'tsd'
import { input, l1Loss, type Tensor } from '../../src/index.js'

const x = input('x', ['batch', 10])

expectType<Tensor<[]>>(l1Loss(x, x))
expectType<Tensor<[]>>(x.l1Loss(input('target', ['batch', 10]), { reduction: 'sum' }))
expectType<Tensor<['batch', 10]>>(l1Loss(x, x, { reduction: 'none' }))
expectError(l1Loss(x, input('target', ['batch', 1])))
expectError(l1Loss(x, x, { reduction: 'median' }))
expectError(x.l1Loss(input('target', ['batch', 10], 'i32')))
