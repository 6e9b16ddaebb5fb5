import { expectError, expectType } from 'tsd'
import { input, oneHot, type Tensor } from '../../src/index.js'

const label = input('label', ['batch'], 'i32')

expectType<Tensor<['batch', 10]>>(oneHot(label, 10))
expectType<Tensor<['batch', 'classes']>>(label.oneHot('classes'))
expectError(oneHot(label, 2.5))
expectError(oneHot(label, 10 as number))
expectError(oneHot(input('x', ['batch']), 10))
