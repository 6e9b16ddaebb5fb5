import { expectError, expectType } from 'tsd'
import { clamp, input, type Tensor } from '../../src/index.js'

const x = input('x', ['batch', 64])

expectType<Tensor<['batch', 64]>>(clamp(x, -1, 1))
expectType<Tensor<['batch', 64]>>(x.clamp(0, Infinity, { inclusive: true }))
expectType<Tensor<[], 'f64'>>(input('s', [], 'f64').clamp(-1, 1))
expectError(clamp(x, 1))
expectError(x.clamp(0, x))
expectError(x.clamp(0, 1, { inclusive: 1 }))
expectError(clamp(input('label', [3], 'i32'), 0, 2))
