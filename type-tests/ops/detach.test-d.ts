import { expectError, expectType } from 'tsd'
import { detach, input, type Tensor } from '../../src/index.js'

const x = input('x', ['batch', 64])

expectType<Tensor<['batch', 64]>>(detach(x))
expectType<Tensor<['batch', 64]>>(x.detach())
expectType<Tensor<[], 'f64'>>(detach(input('s', [], 'f64')))
expectError(detach(input('label', ['batch'], 'i32')))
expectError(detach(2))
