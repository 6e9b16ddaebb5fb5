import { expectError, expectType } from 'tsd'
import type { Argument, Dyn, Flatten, Reshape, ReshapeArgument, Result, Shape } from '../../src/shapes/index.js'
import { of, the, type Operand } from './operand.js'

declare function reshape<S extends Shape, const T extends Shape>(
  x: Operand<S>,
  shape: ReshapeArgument<S, T>,
): Operand<Result<Reshape<S, T>>>
declare const unknown: Dyn
declare const plain: number
declare const list: number[]

expectType<Operand<[32, 28, 28]>>(reshape(of(32, 784), [32, 28, 28]))
expectType<Operand<['batch', 784]>>(reshape(of('batch', 28, 28), ['batch', -1]))
expectType<Operand<['B*T', 768]>>(reshape(of('B', 'T', 768), [-1, 768]))
expectType<Operand<['T', 'B', 12, 64]>>(reshape(of('B*T', 768), ['T', 'B', 12, -1]))
expectType<Operand<[0, 5]>>(reshape(of(0, 4), [0, 5]))
expectType<Operand<[number, 784]>>(reshape(of(32, 784), [unknown, 784]))

expectError(reshape(of(32, 784), [32, 28, 29]))
expectError(reshape(of('B', 'T', 64), ['B', 64]))
expectError(reshape(of(128, 10), [-1, 7]))
expectError(reshape(of(128, 10), [-1, -1]))
expectError(reshape(of(0, 4), [0, -1]))
expectError(reshape(of(32, 784), [plain, 784]))
expectError(reshape(of(32, 784), [-2, 784]))
expectError(reshape(of(32, 784), list))

expectType<'reshape: [32, 784] has 25088 elements, [32, 28, 29] has 25984'>(the<Reshape<[32, 784], [32, 28, 29]>>())
expectType<'reshape: cannot infer -1 in [-1, 7]: [128, 10] has 1280 elements, not a multiple of 7'>(
  the<Reshape<[128, 10], [-1, 7]>>(),
)
expectType<[number, 28, 28]>(the<Reshape<[number, 784], [-1, 28, 28]>>())

declare function flatten<S extends Shape, const A extends number = 0, const B extends number = -1>(
  x: Operand<S>,
  start?: Argument<Flatten<S, A, B>, A>,
  end?: B,
): Operand<Result<Flatten<S, A, B>>>

expectType<Operand<['784*batch']>>(flatten(of('batch', 28, 28)))
expectType<Operand<['batch', 784]>>(flatten(of('batch', 28, 28), 1))
expectType<Operand<[6, 4]>>(flatten(of(2, 3, 4), 0, 1))
expectType<Operand<[1]>>(flatten(of()))
expectError(flatten(of(2, 3), 2))
expectError(flatten(of(2, 3), 1, 0))
expectType<'flatten: start axis 1 is after end axis 0 in [2, 3]'>(the<Flatten<[2, 3], 1, 0>>())
