import { expectError, expectType } from 'tsd'
import { input, scaledDotProductAttention, type Tensor } from '../../src/index.js'

const query = input('query', ['batch', 8, 'T', 64])
const key = input('key', ['batch', 8, 20, 64])
const value = input('value', ['batch', 8, 20, 32])

expectType<Tensor<['batch', 8, 'T', 32]>>(scaledDotProductAttention(query, key, value))
expectType<Tensor<['batch', 8, 'T', 32]>>(query.scaledDotProductAttention(key, value, { causal: true }))
expectType<Tensor<['batch', 8, 'T', 32]>>(
  scaledDotProductAttention(query, key, value, { mask: input('mask', ['batch', 1, 1, 20], 'bool') }),
)
expectType<Tensor<['batch', 8, 'T', 64]>>(
  query.scaledDotProductAttention(input('k', [20, 64]), input('v', ['batch', 1, 20, 64]), {
    mask: input('mask', ['T', 20], 'i32'),
  }),
)
expectError(scaledDotProductAttention(query, input('k', ['batch', 8, 20, 32]), value))
expectError(scaledDotProductAttention(query, input('k', ['batch', 4, 20, 64]), value))
expectError(scaledDotProductAttention(query, key, input('v', ['batch', 8, 21, 32])))
expectError(scaledDotProductAttention(query, key, input('v', [20])))
expectError(scaledDotProductAttention(query, key, value, { mask: input('mask', [20, 20], 'bool') }))
expectError(query.scaledDotProductAttention(key, value, { mask: input('mask', ['T', 20]) }))
