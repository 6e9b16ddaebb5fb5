import { expectError, expectType } from 'tsd'
import { input, squeeze, type Tensor } from '../../src/index.js'

const x = input('x', ['batch', 1, 10, 1])

expectType<Tensor<['batch', 10]>>(squeeze(x))
expectType<Tensor<['batch', 1, 10]>>(squeeze(x, -1))
expectType<Tensor<['batch', 10]>>(x.squeeze([1, 3]))
expectError(squeeze(x, 0))
expectError(squeeze(x, 4))
expectError(x.squeeze([1, -3]))
