import { expectError, expectType } from 'tsd'
import { concat, input, type Tensor } from '../../src/index.js'

const a = input('a', ['batch', 10])
const b = input('b', ['batch', 6])

expectType<Tensor<['batch', 16]>>(concat([a, b], 1))
expectType<Tensor<['batch', 26]>>(concat([a, b, a], -1))
expectType<Tensor<['2*batch', 10]>>(concat([a, a]))
expectType<Tensor<[4], 'i32'>>(concat([input('i', [1], 'i32'), input('j', [3], 'i32')]))
expectError(concat([a, b]))
expectError(concat([a, input('c', [3])], 1))
expectError(concat([a, b], 2))
expectError(concat([]))
expectError(concat(a))
