import { expectError, expectType } from 'tsd'
import { randUniform, type Tensor } from '../../src/index.js'

expectType<Tensor<['batch', 10]>>(randUniform(['batch', 10]))
expectType<Tensor<[]>>(randUniform([]))
expectError(randUniform([2 as number]))
expectError(randUniform([-1]))
expectError(randUniform(10))
