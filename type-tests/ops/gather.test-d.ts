import { expectError, expectType } from 'tsd'
import { gather, input, type Tensor } from '../../src/index.js'
import type { Positions } from '../../src/shapes/index.js'
import { the } from '../shapes/operand.js'

const x = input('x', [4, 10])

expectType<Tensor<[3, 10]>>(gather(x, [0, 2, 0]))
expectType<Tensor<[4, 2]>>(x.gather([-1, 1], 1))
expectType<Tensor<[1], 'i32'>>(gather(input('i', [5], 'i32'), [0]))
expectError(gather(x, [0], 2))
expectError(x.gather(['0']))
expectError(gather(x, [0, 4]))
expectError(x.gather([-11], 1))
expectError(gather(x, [0.5]))
expectType<Tensor<[1, 3]>>(gather(input('x', ['batch', 3]), [7]))
expectType<'gather: index 4 is out of range for axis -2 of [4, 10] (size 4)'>(the<Positions<[4, 10], -2, [-4, 4]>>())

// A scalar has no axis to gather from, not even the one that is left out.
expectError(gather(input('scalar', []), [0]))
