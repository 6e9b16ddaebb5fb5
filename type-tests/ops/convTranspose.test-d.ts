import { expectError, expectType } from 'tsd'
import { convTranspose, input, type Tensor } from '../../src/index.js'

const small = input('small', ['batch', 8, 4, 4])
const kernel = input('kernel', [8, 3, 2, 2])
const bias = input('bias', [3])

expectType<Tensor<['batch', 3, 5, 5]>>(convTranspose(small, kernel))
expectType<Tensor<['batch', 3, 8, 8]>>(convTranspose(small, kernel, bias, { stride: 2 }))
expectType<Tensor<['batch', 3, 7, 10]>>(
  small.convTranspose(kernel, bias, { stride: [2, 3], padding: [1, 1], outputPadding: [1, 1] }),
)
expectType<Tensor<['batch', 12, 6, 6]>>(small.convTranspose(kernel, input('wide', [12]), { dilation: 2, groups: 4 }))
expectType<Tensor<[3, '2*T+1']>>(
  convTranspose(input('line', [2, 'T']), input('taps', [2, 3, 3]), undefined, { stride: 2 }),
)
expectError(convTranspose(small, input('kernel', [4, 3, 2, 2])))
expectError(convTranspose(small, kernel, input('bias', [8])))
expectError(convTranspose(small, kernel, bias, { groups: 2 }))
expectError(convTranspose(small, kernel, undefined, { groups: 3 }))
expectError(convTranspose(small, kernel, bias, { stride: 2, outputPadding: 2 }))
expectError(convTranspose(small, kernel, bias, { padding: 3 }))
expectError(small.convTranspose(kernel, bias, { stride: 0 }))
expectError(small.convTranspose(kernel, bias, { dilation: [1, 1, 1] }))
