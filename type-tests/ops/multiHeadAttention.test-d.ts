import { expectError, expectType } from 'tsd'
import { input, multiHeadAttention, type Tensor } from '../../src/index.js'

const x = input('x', ['batch', 'T', 64])
const w = input('w', [64, 96])
const out = input('out', [96, 64])

expectType<Tensor<['batch', 'T', 64]>>(multiHeadAttention(x, w, w, w, out, { heads: 4 }))
expectType<Tensor<['batch', 'T', 32]>>(x.multiHeadAttention(w, w, w, input('o', [96, 32]), { heads: 3, causal: true }))
expectType<Tensor<['batch', 'T', 64]>>(
  multiHeadAttention(x, w, w, w, out, { heads: 4, mask: input('mask', ['T', 'T'], 'bool') }),
)
expectError(multiHeadAttention(x, w, w, w, out, { heads: 5 }))
expectError(multiHeadAttention(x, input('q', [63, 96]), w, w, out, { heads: 4 }))
expectError(multiHeadAttention(x, w, input('k', [64, 95]), w, out, { heads: 4 }))
expectError(multiHeadAttention(x, w, w, input('v', [64]), out, { heads: 4 }))
expectError(x.multiHeadAttention(w, w, w, input('o', [64, 64]), { heads: 4 }))
expectError(multiHeadAttention(input('row', [64]), w, w, w, out, { heads: 4 }))
expectError(multiHeadAttention(x, w, w, w, out, { heads: 4, mask: input('mask', ['batch', 'T'], 'bool') }))
expectError(multiHeadAttention(x, w, w, w, out, { heads: 4, mask: input('mask', ['T', 'T']) }))
