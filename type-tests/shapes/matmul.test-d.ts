import { expectError, expectType } from 'tsd'
import type { Argument, Dim, MatMul, Result, Shape } from '../../src/shapes/index.js'
import { of, the, type Operand } from './operand.js'

declare function matmul<A extends Shape, B extends Shape>(
  a: Operand<A>,
  b: Argument<MatMul<A, B>, Operand<B>>,
): Operand<Result<MatMul<A, B>>>

expectType<Operand<[32, 10]>>(matmul(of(32, 784), of(784, 10)))
expectType<Operand<[8, 'T', 10]>>(matmul(of(8, 'T', 64), of(64, 10)))
expectType<Operand<[2, 4, 16, 16]>>(matmul(of(2, 1, 16, 64), of(4, 64, 16)))

expectError(matmul(of(32, 784), of(128, 10)))
expectError(matmul(of(2, 3, 4), of(5, 4, 6)))
expectError(matmul(of(784), of(784, 10)))

expectType<'matmul: inner dimensions differ: [32, 784] x [128, 10] (784 != 128)'>(the<MatMul<[32, 784], [128, 10]>>())
expectType<'matmul: batch dimensions do not broadcast: [2, 3, 4] x [5, 4, 6] (2 vs 5)'>(
  the<MatMul<[2, 3, 4], [5, 4, 6]>>(),
)
expectType<'matmul: right operand [4] has rank 1, expected 2 or more (left operand [2, 4])'>(the<MatMul<[2, 4], [4]>>())

expectType<[32, 10]>(the<MatMul<[32, number], [784, 10]>>())

// After an error the shape is open, so that one mistake makes one diagnostic.
expectType<Shape>(the<Result<MatMul<[32, 784], [128, 10]>>>())

export function layer<B extends Dim, I extends number, O extends number>(x: Operand<[B, I]>, w: Operand<[I, O]>) {
  expectType<Operand<[B, O]>>(matmul(x, w))
  expectError(matmul(the<Operand<[B, 784]>>(), of(128, 10)))
}
