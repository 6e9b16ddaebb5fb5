import { expectError, expectType } from 'tsd'
import { input, rope, type Tensor } from '../../src/index.js'

const x = input('x', ['batch', 8, 'T', 64])

expectType<Tensor<['batch', 8, 'T', 64]>>(rope(x))
expectType<Tensor<['batch', 8, 'T', 64]>>(x.rope({ base: 500_000, offset: 'P', interleaved: true }))
expectType<Tensor<['T', '2*D']>>(rope(input('x', ['T', '2*D'])))
expectError(rope(input('x', ['T', 63])))
expectError(rope(input('x', [64])))
expectError(x.rope({ offset: -1 }))
