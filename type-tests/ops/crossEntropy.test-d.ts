import { expectError, expectType } from 'tsd'
import { crossEntropy, input, ones, type Tensor } from '../../src/index.js'

const logits = input('logits', ['batch', 10])
const label = input('label', ['batch'], 'i32')

expectType<Tensor<[]>>(crossEntropy(logits, label))
expectType<Tensor<[]>>(logits.crossEntropy(input('u', ['batch'], 'u32')))
expectType<Tensor<[]>>(crossEntropy(input('one', [10]), input('l', [], 'i32')))
expectType<Tensor<[]>>(crossEntropy(logits, label, { labelSmoothing: 0.1, weight: ones([10]), ignoreIndex: -1 }))
expectType<Tensor<['batch']>>(crossEntropy(logits, label, { reduction: 'none' }))
expectType<Tensor<['batch']>>(logits.crossEntropy(label, { weight: ones([10]), reduction: 'none' }))
expectError(crossEntropy(logits, input('l', [32], 'i32')))
expectError(crossEntropy(logits, input('l', ['batch', 10], 'i32')))
expectError(crossEntropy(logits, input('l', ['batch'])))
expectError(logits.crossEntropy(logits))
expectError(crossEntropy(logits, label, { weight: ones([9]) }))
expectError(logits.crossEntropy(label, { weight: ones([10, 1]) }))
expectError(crossEntropy(logits, label, { reduction: 'median' }))
