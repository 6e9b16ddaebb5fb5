import { expectError, expectType } from 'tsd'
import { input, scatterAddAlongAxis, type Tensor } from '../../src/index.js'

const x = input('x', ['batch', 5, 3])
const indices = input('i', ['batch', 2, 3], 'u32')
const updates = input('u', ['batch', 2, 3])

expectType<Tensor<['batch', 5, 3]>>(scatterAddAlongAxis(x, indices, updates, 1))
expectType<Tensor<['batch', 5, 3]>>(x.scatterAddAlongAxis(indices, updates, -2))
expectError(x.scatterAddAlongAxis(indices, updates, 0))
expectError(x.scatterAddAlongAxis(indices, updates, 3))
expectError(x.scatterAddAlongAxis(indices, x, 1))
expectError(x.scatterAddAlongAxis(indices, input('v', ['batch', 2, 3], 'f64'), 1))
expectError(x.scatterAddAlongAxis(updates, updates, 1))
