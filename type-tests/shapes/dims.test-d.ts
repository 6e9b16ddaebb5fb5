import { expectType } from 'tsd'
import type { AddDims, DivideDims, MultiplyDims, NormalDim, SizeOf, SubtractDims } from '../../src/shapes/index.js'
import { the } from './operand.js'

expectType<'784*batch'>(the<SizeOf<['batch', 28, 28]>>())
expectType<'64*B*T'>(the<MultiplyDims<'T', MultiplyDims<64, 'B'>>>())
expectType<'B*T'>(the<NormalDim<'T*B'>>())
expectType<'T+1'>(the<AddDims<1, 'T'>>())
expectType<'T'>(the<SubtractDims<'T+1', 1>>())
expectType<0>(the<SubtractDims<'T', 'T'>>())
expectType<-2>(the<SubtractDims<'T+1', 'T+3'>>())
expectType<'2*T+2'>(the<MultiplyDims<'T+1', 2>>())
expectType<'T+1'>(the<DivideDims<'2*T+2', 2>>())
expectType<false>(the<DivideDims<'2*T+1', 2>>())
expectType<9007199254740991>(the<MultiplyDims<6361, 1416003655831>>())
expectType<number>(the<MultiplyDims<number, 'T'>>())

// Quotients: `D/H` says that H divides D, and is never made up
expectType<'D/2'>(the<NormalDim<'2*D/4'>>())
expectType<'D*T/2/A/H'>(the<NormalDim<'T*D/H/2/A'>>())
expectType<'D'>(the<MultiplyDims<'H', 'D/H'>>())
expectType<'5*D/6'>(the<AddDims<'D/2', 'D/3'>>())
expectType<'H'>(the<DivideDims<'D', 'D/H'>>())
expectType<false>(the<DivideDims<'D', 'H'>>())
expectType<'B*D'>(the<SizeOf<['B', 'H', 'D/H']>>())
