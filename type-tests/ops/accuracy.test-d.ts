import { expectError, expectType } from 'tsd'
import { accuracy, input, type Tensor } from '../../src/index.js'

const logits = input('logits', ['batch', 10])
const label = input('label', ['batch'], 'i32')

expectType<Tensor<[]>>(accuracy(logits, label))
expectType<Tensor<[]>>(logits.accuracy(input('u', ['batch'], 'u32')))
expectType<Tensor<[]>>(accuracy(input('one', [10]), input('l', [], 'i32')))
expectError(accuracy(logits, input('l', [32], 'i32')))
expectError(accuracy(logits, input('l', ['batch', 10], 'i32')))
expectError(accuracy(logits, input('l', ['batch'])))
expectError(logits.accuracy(logits))
