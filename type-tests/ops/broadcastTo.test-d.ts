import { expectError, expectType } from 'tsd'
import { broadcastTo, input, type Tensor } from '../../src/index.js'

const x = input('x', [10])

expectType<Tensor<['batch', 10]>>(broadcastTo(x, ['batch', 10]))
expectType<Tensor<[2, 3]>>(input('s', []).broadcastTo([2, 3]))
expectError(broadcastTo(x, ['batch', 11]))
expectError(x.broadcastTo([]))
expectError(broadcastTo(x, [-1, 10]))
