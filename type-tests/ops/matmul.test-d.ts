import { expectError, expectType } from 'tsd'
import { input, matmul, transpose, type Tensor } from '../../src/index.js'

const a = input('a', [8, 16, 64])

expectType<Tensor<[8, 16, 16]>>(matmul(a, transpose(a, 1, 2)))
expectType<Tensor<['batch', 10]>>(input('x', ['batch', 64]).matmul(input('w', [64, 10])))
expectType<Tensor<[8, 16, 10]>>(a.matmul(input('w', [64, 10])))
expectError(matmul(a, a))
expectError(matmul(a, input('w', [63, 10])))
expectError(a.matmul(input('v', [64])))
expectError(matmul(input('p', [2, 3, 4]), input('q', [5, 4, 3])))

export function project<B extends number | string>(x: Tensor<[B, 64]>) {
  expectType<Tensor<[B, 10]>>(x.matmul(input('w', [64, 10])))
  expectError(x.matmul(input('w', [63, 10])))
}
