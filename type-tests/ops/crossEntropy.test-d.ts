import { expectError, expectType } from 'tsd'
import { crossEntropy, input, type Tensor } from '../../src/index.js'

const logits = input('logits', ['batch', 10])
const label = input('label', ['batch'], 'i32')

expectType<Tensor<[]>>(crossEntropy(logits, label))
expectType<Tensor<[]>>(logits.crossEntropy(input('u', ['batch'], 'u32')))
expectType<Tensor<[]>>(crossEntropy(input('one', [10]), input('l', [], 'i32')))
expectError(crossEntropy(logits, input('l', [32], 'i32')))
expectError(crossEntropy(logits, input('l', ['batch', 10], 'i32')))
expectError(crossEntropy(logits, input('l', ['batch'])))
expectError(logits.crossEntropy(logits))
