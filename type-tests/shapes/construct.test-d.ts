import { expectAssignable, expectError, expectNotAssignable, expectType } from 'tsd'
import { dyn, type Constructed, type Dyn, type Shape, type ShapeArgument } from '../../src/shapes/index.js'
import type { Operand } from './operand.js'

declare function zeros<const S extends Shape>(shape: ShapeArgument<'zeros', S>): Operand<Constructed<S>>
declare const flag: boolean
declare const anything: any // oxlint-disable-line typescript/no-explicit-any -- what is tested
declare const list: number[]
declare const text: string
let widened = 3
const frozen = [2, 3] as const
const config = { width: 64 }

expectType<Operand<[32, 'batch']>>(zeros([32, 'batch']))
expectType<Operand<[]>>(zeros([]))
expectType<Operand<[2, 3]>>(zeros(frozen))
expectType<Operand<[number, 64]>>(zeros([dyn(widened), 64]))
expectType<Operand<['64*batch', 'T+1']>>(zeros(['64*batch', 'T+1']))

expectError(zeros([widened, 64]))
expectError(zeros([config.width]))
expectError(zeros([flag ? 2 : 3]))
expectError(zeros([anything]))
expectError(zeros([-1]))
expectError(zeros([2.5]))
expectError(zeros([text]))
expectError(zeros(['a b']))
expectError(zeros(['']))
expectError(zeros(['T*B']))
expectError(zeros(['7']))
expectError(zeros(list))

// An unknown size is a number, and a plain number is not one.
expectAssignable<number>(dyn(3))
expectNotAssignable<Dyn>(3)
widened = 4
