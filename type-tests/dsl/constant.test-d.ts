import { expectError, expectNotAssignable, expectType } from 'tsd'
import { constant, dyn, full, input, ones, zeros, type Tensor } from '../../src/index.js'

expectType<Tensor<[]>>(constant(0.5))
expectType<Tensor<[2, 3]>>(constant([1, 2, 3, 4, 5, 6], [2, 3]))
expectType<Tensor<[2], 'i32'>>(constant([1, 2], [2], 'i32'))
expectType<Tensor<['batch', 10]>>(zeros(['batch', 10]))
expectType<Tensor<[]>>(ones([]))
expectType<Tensor<[number, 2]>>(full([dyn(4), 2], 0.5))
expectType<Tensor<['batch', 64]>>(input('x', ['batch', 64]))
expectType<Tensor<['batch'], 'i32'>>(input('label', ['batch'], 'i32'))

expectError(constant([1, 2], ['batch']))
expectError(zeros([1.5]))
expectError(zeros([-1]))
expectError(ones(['a b']))
expectError(input('x', ['2*batch*2']))
expectError(input('x', [3], 'i64'))

// The element type comes from the declaration, never from where the tensor goes.
expectError<Tensor<[3], 'i32'>>(constant([1, 2, 3], [3]))
expectNotAssignable<Tensor<[3], 'i32'>>(input('x', [3]))
expectNotAssignable<Tensor<[3]>>(input('x', [4]))
expectNotAssignable<Tensor<[3]>>(input('x', [3], 'f64'))
