import { expectError, expectType } from 'tsd'
import type { Shape, Shapes, Substitute, Unified, Unify, UnifyInput } from '../../src/shapes/index.js'
import { of, the, type Operand } from './operand.js'

type ShapesIn<T> = { [K in keyof T]: T[K] extends Operand<infer S> ? S : never }

/** A function of named inputs, as `fn` makes it. */
declare const model: <const T extends { [K in keyof Declared]: Operand<Shape> }>(inputs: {
  [K in keyof T]: UnifyInput<Declared, ShapesIn<T> & Shapes, K> extends infer Sentence extends string ? Sentence : T[K]
}) => Operand<Unified<Declared, ShapesIn<T> & Shapes, ['batch', 10]>>
type Declared = { x: ['batch', 784]; label: ['batch'] }

expectType<Operand<[32, 10]>>(model({ x: of(32, 784), label: of(32) }))
expectType<Operand<['B', 10]>>(model({ x: of('B', 784), label: of('B') }))
expectError(model({ x: of(32, 783), label: of(32) }))
expectError(model({ x: of(32, 784), label: of(31) }))

expectType<'x: expected 784, got 783 (declared [B, 784], passed [32, 783])'>(
  the<Unify<{ x: ['B', 784] }, { x: [32, 783] }>>(),
)
expectType<'m: T is 16 and 15 (declared [T, T], passed [16, 15])'>(the<Unify<{ m: ['T', 'T'] }, { m: [16, 15] }>>())
expectType<'x: expected rank 2, got rank 3 (declared [B, 784], passed [1, 32, 784])'>(
  the<Unify<{ x: ['B', 784] }, { x: [1, 32, 784] }>>(),
)
expectType<'y: expected 2*B = 8, got 7 (declared [2*B], passed [7])'>(
  the<Unify<{ x: ['B']; y: ['2*B'] }, { x: [4]; y: [7] }>>(),
)
expectType<[12, 10]>(the<Unified<{ x: ['B', 'T'] }, { x: [3, 4] }, ['B*T', 10]>>())
expectType<[number, 10]>(the<Unified<{ x: ['B'] }, { x: Shape }, ['B', 10]>>())
expectType<['4*B+1', 'c']>(the<Substitute<['B*T+1', 'c'], { T: 4 }>>())
