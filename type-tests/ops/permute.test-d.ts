import { expectError, expectType } from 'tsd'
import { input, permute, type Tensor } from '../../src/index.js'

const x = input('x', ['batch', 16, 64])

expectType<Tensor<['batch', 64, 16]>>(permute(x, [0, 2, 1]))
expectType<Tensor<[64, 16, 'batch']>>(x.permute([-1, 1, 0]))
expectError(permute(x, [0, 0, 1]))
expectError(permute(x, [0, 1]))
expectError(x.permute([0, 1, 3]))
