import { expectError, expectType } from 'tsd'
import { input, swapAdjacentAtDepth, type Tensor } from '../../src/index.js'

const x = input('x', ['batch', 16, 64])

expectType<Tensor<['batch', 64, 16]>>(swapAdjacentAtDepth(x, 1))
expectType<Tensor<['batch', 16, 64]>>(x.swapAdjacentAtDepth(2))
expectError(swapAdjacentAtDepth(x, '1'))
