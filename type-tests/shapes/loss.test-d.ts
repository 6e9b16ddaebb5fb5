import { expectType } from 'tsd'
import type { CrossEntropy, SameShape, Shape } from '../../src/shapes/index.js'
import { the } from './operand.js'

expectType<[]>(the<CrossEntropy<['batch', 10], ['batch']>>())
expectType<[]>(the<CrossEntropy<[10], []>>())
expectType<[]>(the<CrossEntropy<Shape, [3]>>())
expectType<'crossEntropy: labels [31] do not fit logits [32, 10] (32 != 31 on axis 0)'>(
  the<CrossEntropy<[32, 10], [31]>>(),
)
expectType<'crossEntropy: logits [32, 10] need labels of rank 1, labels [32, 10] have rank 2'>(
  the<CrossEntropy<[32, 10], [32, 10]>>(),
)

expectType<[32, 1]>(the<SameShape<'mseLoss', [32, 1], [32, 1]>>())
expectType<[32, 5]>(the<SameShape<'mseLoss', [number, 5], [32, number]>>())
expectType<'mseLoss: shapes differ: [32, 1] and [32] (rank 2 != 1)'>(the<SameShape<'mseLoss', [32, 1], [32]>>())
expectType<'mseLoss: shapes differ: [3, 4] and [3, 5] (4 != 5 on axis 1)'>(the<SameShape<'mseLoss', [3, 4], [3, 5]>>())
