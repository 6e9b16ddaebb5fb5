import { expectError, expectType } from 'tsd'
import { input, rmsNorm, type Tensor } from '../../src/index.js'

const x = input('x', ['batch', 64])
const gain = input('gain', [64])

expectType<Tensor<['batch', 64]>>(rmsNorm(x, gain))
expectType<Tensor<['batch', 64]>>(x.rmsNorm(gain, { eps: 1e-6 }))
expectError(rmsNorm(x, input('gain', ['batch'])))
expectError(x.rmsNorm(input('gain', [])))
