import { expectError, expectType } from 'tsd'
import type { Argument, Dim, Linear, LinearBias, Result, Shape } from '../../src/shapes/index.js'
import { of, the, type Operand } from './operand.js'

declare function linear<X extends Shape, W extends Shape, B extends Shape>(
  x: Operand<X>,
  w: Argument<Linear<X, W>, Operand<W>>,
  b: Argument<LinearBias<W, B>, Operand<B>>,
): Operand<Result<Linear<X, W>>>

expectType<Operand<['batch', 32]>>(linear(of('batch', 64), of(32, 64), of(32)))
expectType<Operand<[32]>>(linear(of(64), of(32, 64), of(32)))

expectError(linear(of('batch', 64), of(32, 63), of(32)))
expectError(linear(of('batch', 64), of(32, 64), of(64)))
expectError(linear(of('batch', 64), of(32, 64), of(1, 32)))
expectError(linear(of(), of(32, 64), of(32)))

expectType<'linear: input [batch, 64] has 64 features, weight [32, 63] expects 63'>(
  the<Linear<['batch', 64], [32, 63]>>(),
)
expectType<'linear: bias [64] has 64 features, weight [32, 64] gives 32'>(the<Linear<['batch', 64], [32, 64], [64]>>())
expectType<'linear: weight [32] has rank 1, expected 2 (input [batch, 64])'>(the<Linear<['batch', 64], [32]>>())

// A layer whose own shape is fixed: the input is at fault.
declare function layer<const I extends Dim, const O extends Dim>(
  inputs: I,
  outputs: O,
): <X extends Shape>(x: Argument<Linear<X, [O, I]>, Operand<X>>) => Operand<Result<Linear<X, [O, I]>>>

expectType<Operand<['batch', 10]>>(layer(32, 10)(layer(64, 32)(of('batch', 64))))
expectError(layer(63, 32)(of('batch', 64)))
