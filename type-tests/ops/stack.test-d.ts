import { expectError, expectType } from 'tsd'
import { input, stack, type Tensor } from '../../src/index.js'

const a = input('a', ['batch', 10])
const b = input('b', ['batch', 10])

expectType<Tensor<[2, 'batch', 10]>>(stack([a, b]))
expectType<Tensor<['batch', 10, 3]>>(stack([a, b, a], -1))
expectType<Tensor<[1, 4], 'i32'>>(stack([input('i', [4], 'i32')]))
expectError(stack([a, input('c', ['batch', 11])]))
expectError(stack([a, input('d', ['batch'])]))
expectError(stack([a, b], 3))
expectError(stack([]))
expectError(stack(a))
