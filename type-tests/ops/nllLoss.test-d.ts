import { expectError, expectType } from 'tsd'
import { input, nllLoss, ones, type Tensor } from '../../src/index.js'

const scores = input('scores', ['batch', 10])
const label = input('label', ['batch'], 'i32')

expectType<Tensor<[]>>(nllLoss(scores, label))
expectType<Tensor<[]>>(scores.nllLoss(label, { weight: ones([10]), ignoreIndex: 0 }))
expectType<Tensor<['batch']>>(nllLoss(scores, label, { reduction: 'none' }))
expectError(nllLoss(scores, input('l', [32], 'i32')))
expectError(scores.nllLoss(scores))
expectError(nllLoss(scores, label, { weight: ones([9]) }))
expectError(nllLoss(scores, label, { labelSmoothing: 0.1 }))
