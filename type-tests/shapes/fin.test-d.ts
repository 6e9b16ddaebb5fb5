import { expectError, expectType } from 'tsd'
import { zeros, type Fin, type Index, type Shape, type Tensor } from '../../src/index.js'

declare function row<N extends number, const At extends number>(x: Tensor<[N, 4]>, at: Index<N, At>): Tensor<[4]>
declare function prefix<N extends number, const At extends number>(x: Tensor<[N, 4]>, length: Fin<N, At>): Tensor<Shape>

const x = zeros([10, 4])
expectType<Tensor<[4]>>(row(x, 9))
expectType<Tensor<[4]>>(row(x, -10))
expectError(row(x, 10))
expectError(row(x, -11))
expectError(row(x, 0.5))
prefix(x, 0)
prefix(x, 9)
expectError(prefix(x, -1))
expectError(prefix(x, 10))

declare const at: number
row(x, at)
prefix(x, at)
