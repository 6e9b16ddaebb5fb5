import { expectError, expectType } from 'tsd'
import { init, input, state, withUpdate, zeros, type Tensor } from '../../src/index.js'

const x = input('x', ['batch', 10])
const count = state([4], init.zeros)

expectType<Tensor<[4]>>(count)
expectType<Tensor<['batch', 10]>>(withUpdate(x, count, count.add(1)))
expectType<Tensor<['batch'], 'i32'>>(input('label', ['batch'], 'i32').withUpdate(count, zeros([4])))
expectError(withUpdate(x, count, zeros([5])))
expectError(x.withUpdate(count, input('next', [4], 'i32')))
