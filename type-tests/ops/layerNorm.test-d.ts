import { expectError, expectType } from 'tsd'
import { input, layerNorm, type Tensor } from '../../src/index.js'

const x = input('x', ['batch', 'T', 64])
const gain = input('gain', [64])

expectType<Tensor<['batch', 'T', 64]>>(layerNorm(x, gain))
expectType<Tensor<['batch', 'T', 64]>>(layerNorm(x, gain, input('shift', [64]), { eps: 1e-6 }))
expectType<Tensor<['batch', 'T', 64]>>(x.layerNorm(gain, gain))
expectError(layerNorm(x, input('gain', [63])))
expectError(layerNorm(x, input('gain', [1, 64])))
expectError(layerNorm(x, gain, input('shift', [63])))
expectError(x.layerNorm(gain, input('shift', ['T'])))
expectError(layerNorm(input('scalar', []), gain))
expectError(layerNorm(x, input('gain', [64], 'f64')))
