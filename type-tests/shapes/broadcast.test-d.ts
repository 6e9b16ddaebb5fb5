import { expectError, expectType } from 'tsd'
import type {
  Argument,
  Broadcast,
  BroadcastTo,
  CanBroadcastTo,
  Constructed,
  Dyn,
  Result,
  Shape,
} from '../../src/shapes/index.js'
import { of, the, type Operand } from './operand.js'

declare function add<A extends Shape, B extends Shape>(
  a: Operand<A>,
  b: Argument<Broadcast<'add', A, B>, Operand<B>>,
): Operand<Result<Broadcast<'add', A, B>>>

expectType<Operand<[32, 10]>>(add(of(32, 1), of(10)))
expectType<Operand<[2, 3, 4]>>(add(of(3, 1), of(2, 1, 4)))
expectType<Operand<['batch', 64]>>(add(of('batch', 64), of(64)))
expectType<Operand<[0, 3]>>(add(of(1, 3), of(0, 3)))
expectType<Operand<[]>>(add(of(), of()))

expectError(add(of(32, 128), of(64)))
expectError(add(of('batch', 64), of('T', 64)))
expectError(add(of(0), of(2)))

expectType<'add: cannot broadcast [32, 128] with [64] (128 vs 64)'>(the<Broadcast<'add', [32, 128], [64]>>())
expectType<'sub: cannot broadcast [B, 64] with [T, 64] (B vs T)'>(the<Broadcast<'sub', ['B', 64], ['T', 64]>>())

// Unknown sizes are not checked, and give way to known ones.
expectType<[5, number]>(the<Broadcast<'add', [number, number], [5, 1]>>())
expectType<Shape>(the<Broadcast<'add', Shape, [5]>>())

// Generic code: equal parameters fit, definite mismatches do not.
export function residual<B extends number | string>(x: Operand<[B, 784]>, bias: Operand<[784]>) {
  expectType<Operand<[B, 784]>>(add(x, bias))
  expectType<Operand<[B, 784]>>(add(x, x))
  expectError(add(x, of(783)))
}

// Even a whole shape may be a parameter: it fits itself.
export function twice<S extends Shape>(x: Operand<S>) {
  return add(add(x, x), x)
}
expectType<Operand<[32, 'T']>>(twice(of(32, 'T')))

expectType<[2, 3, 4]>(the<BroadcastTo<[3, 1], [2, 3, 4]>>())
expectType<[number, 4]>(the<BroadcastTo<[1], Constructed<[Dyn, 4]>>>())
expectType<'broadcastTo: cannot broadcast [2, 3] to [4, 3] (2 vs 4)'>(the<BroadcastTo<[2, 3], [4, 3]>>())
expectType<'broadcastTo: cannot broadcast [2, 3, 4] to [3, 4] (rank 3 vs 2)'>(the<BroadcastTo<[2, 3, 4], [3, 4]>>())
expectType<true>(the<CanBroadcastTo<[1, 'T'], [2, 3, 'T']>>())
expectType<false>(the<CanBroadcastTo<[2], [1]>>())
