import { expectError, expectType } from 'tsd'
import { input, klDiv, type Tensor } from '../../src/index.js'

const x = input('x', ['batch', 10])

expectType<Tensor<[]>>(klDiv(x, x))
expectType<Tensor<[]>>(klDiv(x, x, { reduction: 'batchmean' }))
expectType<Tensor<['batch', 10]>>(x.klDiv(x, { logTarget: true, reduction: 'none' }))
expectError(klDiv(x, input('target', [10])))
expectError(klDiv(x, x, { reduction: 'median' }))
