import { expectError, expectType } from 'tsd'
import { input, moveaxis, type Tensor } from '../../src/index.js'

const x = input('x', ['batch', 3, 8, 6])

expectType<Tensor<['batch', 8, 6, 3]>>(moveaxis(x, 1, -1))
expectType<Tensor<[8, 6, 'batch', 3]>>(x.moveaxis([0, 1], [-2, -1]))
expectError(moveaxis(x, 4, 0))
expectError(moveaxis(x, 0, 4))
expectError(x.moveaxis([0, 1], [2]))
expectError(x.moveaxis([0, 0], [1, 2]))
