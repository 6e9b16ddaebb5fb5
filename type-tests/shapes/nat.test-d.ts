import { expectType } from 'tsd'
import type { Add, Compare, Divide, Modulo, Multiply, Product, Subtract } from '../../src/shapes/index.js'
import { the } from './operand.js'

expectType<1000>(the<Add<999, 1>>())
expectType<-1>(the<Subtract<1, 2>>())
expectType<9007199254740991>(the<Multiply<6361, 1416003655831>>())
expectType<1416003655831>(the<Divide<9007199254740991, 6361>>())
expectType<65535>(the<Modulo<9007199254740991, 65536>>())
expectType<'less'>(the<Compare<999, 1000>>())
expectType<9633792>(the<Product<[64, 3, 224, 224]>>())
// Beyond 2^53 there is no literal any more.
expectType<number>(the<Multiply<9007199254740991, 3>>())
