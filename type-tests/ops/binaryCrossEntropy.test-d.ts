import { expectError, expectType } from 'tsd'
import { input, binaryCrossEntropy, type Tensor } from '../../src/index.js'

const x = input('x', ['batch', 10])

expectType<Tensor<[]>>(binaryCrossEntropy(x, x))
expectType<Tensor<[]>>(x.binaryCrossEntropy(input('target', ['batch', 10]), { reduction: 'sum' }))
expectType<Tensor<['batch', 10]>>(binaryCrossEntropy(x, x, { reduction: 'none' }))
expectError(binaryCrossEntropy(x, input('target', ['batch', 1])))
expectError(binaryCrossEntropy(x, x, { reduction: 'median' }))
expectError(x.binaryCrossEntropy(input('target', ['batch', 10], 'i32')))
