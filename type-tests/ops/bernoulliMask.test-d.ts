import { expectError, expectType } from 'tsd'
import { bernoulliMask, type Tensor } from '../../src/index.js'

expectType<Tensor<['batch', 10]>>(bernoulliMask(['batch', 10], 0.5))
expectType<Tensor<[]>>(bernoulliMask([], 0.5))
expectError(bernoulliMask([2 as number], 0.5))
expectError(bernoulliMask([-1], 0.5))
expectError(bernoulliMask(10, 0.5))
