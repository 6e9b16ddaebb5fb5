import { expectError, expectType } from 'tsd'
import { input, logEps, safeLog, type Tensor } from '../../src/index.js'

const x = input('x', ['batch', 64])

expectType<Tensor<['batch', 64]>>(logEps(x))
expectType<Tensor<['batch', 64]>>(x.logEps({ eps: 1e-3, form: 'shift' }))
expectType<Tensor<['batch', 64]>>(safeLog(x, 1e-3))
expectType<Tensor<[], 'f64'>>(input('s', [], 'f64').safeLog())
expectError(logEps(x, 1e-3))
expectError(x.logEps({ form: 'sharp' }))
expectError(safeLog(input('label', [3], 'i32')))
