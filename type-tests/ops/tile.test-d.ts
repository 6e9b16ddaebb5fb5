import { expectError, expectType } from 'tsd'
import { input, tile, type Tensor } from '../../src/index.js'

const x = input('x', ['batch', 10])

expectType<Tensor<['batch', 30]>>(tile(x, [3]))
expectType<Tensor<[2, '3*batch', 10]>>(x.tile([2, 3, 1]))
expectType<Tensor<['batch', 10]>>(tile(x, []))
expectError(tile(x, [-1]))
expectError(x.tile([1, 2.5]))
