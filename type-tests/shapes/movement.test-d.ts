import { expectError, expectType } from 'tsd'
import type {
  Argument,
  Concat,
  ConcatMarked,
  Gather,
  Permute,
  PermuteArgument,
  Result,
  Shape,
  Slice,
  Transpose,
} from '../../src/shapes/index.js'
import { of, the, type Operand } from './operand.js'

declare function permute<S extends Shape, const P extends readonly number[]>(
  x: Operand<S>,
  axes: PermuteArgument<S, P>,
): Operand<Result<Permute<S, P>>>

expectType<Operand<[4, 2, 3]>>(permute(of(2, 3, 4), [2, 0, 1]))
expectType<Operand<[4, 'T', 2]>>(permute(of(2, 'T', 4), [-1, 1, -3]))
expectError(permute(of(2, 3, 4), [0, 0, 1]))
expectError(permute(of(2, 3, 4), [0, 1]))
expectError(permute(of(2, 3, 4), [0, 1, 3]))
expectType<readonly [0, 'permute: axis 0 is repeated in [0, 0, 1] for [2, 3, 4]', 1]>(
  the<PermuteArgument<[2, 3, 4], [0, 0, 1]>>(),
)
expectType<'permute: [0, 1] has 2 axes, [2, 3, 4] has rank 3'>(the<Permute<[2, 3, 4], [0, 1]>>())

expectType<[4, 3, 2]>(the<Transpose<[2, 3, 4], 0, -1>>())
expectType<[2, 3, 4]>(the<Transpose<[2, 3, 4], 1, 1>>())
expectType<'transpose: axis 5 is out of range for [2, 3, 4] (rank 3)'>(the<Transpose<[2, 3, 4], 0, 5>>())

declare function slice<S extends Shape, const A extends number, const F extends number, const T extends number>(
  x: Operand<S>,
  axis: A,
  start: F,
  end: Argument<Slice<S, A, F, T>, T>,
): Operand<Result<Slice<S, A, F, T>>>

expectType<Operand<[24, 10]>>(slice(of(32, 10), 0, 4, -4))
expectType<Operand<['T-1', 10]>>(slice(of('T', 10), 0, 0, -1))
expectType<Operand<[0, 10]>>(slice(of(32, 10), 0, 32, 32))
expectError(slice(of(32, 10), 0, 0, 33))
expectError(slice(of(32, 10), 0, 20, 10))
expectError(slice(of(32, 10), 2, 0, 1))
expectType<[number, 10]>(the<Slice<[number, 10], 0, 4>>())
expectType<'slice: end 33 is out of range for axis 0 of [32, 10] (size 32)'>(the<Slice<[32, 10], 0, 0, 33>>())
expectType<'slice: start 20 is after end 10 on axis 0 of [32, 10] (size 32)'>(the<Slice<[32, 10], 0, 20, 10>>())

expectType<[6, 3]>(the<Concat<[[2, 3], [4, 3]], 0>>())
expectType<['T+6', 3]>(the<Concat<[[2, 3], ['T', 3], [4, 3]], 0>>())
expectType<'concat: [2, 3] and [4, 4] differ on axis 1 (3 != 4), joined along axis 0'>(
  the<Concat<[[2, 3], [4, 4]], 0>>(),
)
expectType<'concat: ranks differ: [2, 3] has rank 2, [4] has rank 1'>(the<Concat<[[2, 3], [4]], 0>>())
expectType<'concat: no tensors given, expected 1 or more'>(the<Concat<[], 0>>())
expectType<[[2, 3], [1, 3], 'concat: ranks differ: [2, 3] has rank 2, [4] has rank 1']>(
  the<ConcatMarked<[[2, 3], [1, 3], [4]], 0>>(),
)

expectType<['batch', 8, 16]>(the<Gather<'gather', [50, 16], 0, ['batch', 8]>>())
expectType<[50]>(the<Gather<'gather', [50, 16], 1, []>>())
expectType<'gather: axis 2 is out of range for [50, 16] (rank 2)'>(the<Gather<'gather', [50, 16], 2, [3]>>())
