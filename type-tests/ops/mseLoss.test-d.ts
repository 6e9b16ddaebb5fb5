import { expectError, expectType } from 'tsd'
import { input, mseLoss, type Tensor } from '../../src/index.js'

const x = input('x', ['batch', 10])

expectType<Tensor<[]>>(mseLoss(x, x))
expectType<Tensor<[]>>(x.mseLoss(input('target', ['batch', 10])))
expectError(mseLoss(x, input('target', ['batch', 1])))
expectError(mseLoss(x, input('target', [10])))
expectError(x.mseLoss(input('target', ['batch', 10], 'i32')))
