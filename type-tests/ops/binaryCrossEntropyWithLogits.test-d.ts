import { expectError, expectType } from 'tsd'
import { binaryCrossEntropyWithLogits, input, ones, type Tensor } from '../../src/index.js'

const x = input('x', ['batch', 10])

expectType<Tensor<[]>>(binaryCrossEntropyWithLogits(x, x))
expectType<Tensor<[]>>(x.binaryCrossEntropyWithLogits(x, { posWeight: ones([10]) }))
expectType<Tensor<['batch', 10]>>(x.binaryCrossEntropyWithLogits(x, { posWeight: ones([10]), reduction: 'none' }))
expectError(binaryCrossEntropyWithLogits(x, input('target', ['batch', 1])))
expectError(binaryCrossEntropyWithLogits(x, x, { posWeight: ones([9]) }))
expectError(x.binaryCrossEntropyWithLogits(x, { reduction: 'median' }))
