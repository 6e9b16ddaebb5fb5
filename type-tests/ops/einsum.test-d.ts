import { expectError, expectType } from 'tsd'
import { einsum, input, type Tensor } from '../../src/index.js'

const a = input('a', ['batch', 3, 4])
const b = input('b', ['batch', 4, 5])
const square = input('m', [4, 4], 'f64')
declare const unknown: string

expectType<Tensor<['batch', 3, 5]>>(einsum('bij,bjk->bik', a, b))
expectType<Tensor<[3, 5, 'batch']>>(einsum('b i j, b j k -> i k b', a, b))
expectType<Tensor<[3, 5]>>(einsum('bij,bjk', a, b))
expectType<Tensor<['batch', 5, 3]>>(einsum('...ij,...jk->...ki', a, b))
expectType<Tensor<['batch', 3, 4, 4]>>(einsum('...,kl->...kl', input('x', ['batch', 3]), input('w', [4, 4])))
expectType<Tensor<[], 'f64'>>(einsum('ii', square))
expectType<Tensor<[4], 'f64'>>(einsum('ii->i', square))
expectType<Tensor<['batch', 5, 4]>>(einsum('bij,bjk,jl->bkl', a, b, input('c', [4, 4])))
expectType<readonly (string | number)[]>(einsum(unknown, a).shape)
expectError(einsum('bij,bjk->bik', a, a))
expectError(einsum('bij,bjk->bik', a))
expectError(einsum('bij,bjk->bikl', a, b))
expectError(einsum('bij,bjk->bii', a, b))
expectError(einsum('bij,bj->b', a, b))
expectError(einsum('bij,bjk->b1', a, b))
expectError(einsum('ii->i', input('i', [3, 3], 'i32')))
expectError(a.einsum)
