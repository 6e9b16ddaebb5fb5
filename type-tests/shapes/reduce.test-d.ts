import { expectError, expectType } from 'tsd'
import type { Argument, Axes, Axis, AxisCheck, Reduce, Result, Shape } from '../../src/shapes/index.js'
import { of, the, type Operand } from './operand.js'

declare function sum<S extends Shape, const A extends Axes = undefined>(
  x: Operand<S>,
  axes?: Argument<Reduce<'sum', S, A>, A>,
): Operand<Result<Reduce<'sum', S, A>>>

expectType<Operand<[]>>(sum(of(2, 3, 4)))
expectType<Operand<[2, 4]>>(sum(of(2, 3, 4), 1))
expectType<Operand<[2]>>(sum(of(2, 3, 4), [1, -1]))
expectType<Operand<['batch']>>(sum(of('batch', 10), -1))

expectError(sum(of(2, 3), 2))
expectError(sum(of(2, 3), -3))
expectError(sum(of(2, 3), [0, 0]))
expectError(sum(of(), 0))

expectType<[2, 1, 4]>(the<Reduce<'sum', [2, 3, 4], 1, true>>())
expectType<[1, 1]>(the<Reduce<'sum', [2, 3], undefined, true>>())
expectType<Shape>(the<Reduce<'sum', [2, 3], number>>())
expectType<'sum: axis 2 is out of range for [2, 3] (rank 2)'>(the<Reduce<'sum', [2, 3], 2>>())
expectType<'sum: axis -2 is repeated in [0, -2] for [2, 3]'>(the<Reduce<'sum', [2, 3], [0, -2]>>())

expectType<0 | 1 | -1 | -2>(the<Axis<[2, 3]>>())
expectType<[2, 3]>(the<AxisCheck<'softmax', [2, 3], -1>>())
expectType<'softmax: axis 2 is out of range for [2, 3] (rank 2)'>(the<AxisCheck<'softmax', [2, 3], 2>>())
