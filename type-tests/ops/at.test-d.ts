import { expectError, expectType } from 'tsd'
import { at, input, type Dim, type Tensor } from '../../src/index.js'

const x = input('x', ['batch', 64])
const image = input('image', ['batch', 3, 28, 28], 'i32')

expectType<Tensor<['batch', 32]>>(at(x, ':, :32'))
expectType<Tensor<['batch-2', 64]>>(x.at('1:-1'))
expectType<Tensor<['batch', 62]>>(x.at('..., 1:-1'))
expectType<Tensor<['batch']>>(x.at('..., -1'))
expectType<Tensor<[]>>(x.at('0,-64'))
expectType<Tensor<['batch', 64]>>(x.at('...'))
expectType<Tensor<['batch', 22]>>(x.at(':,::3'))
expectType<Tensor<['batch', 64]>>(x.at('::-1'))
expectType<Tensor<['batch', 14, 24], 'i32'>>(image.at(' : , 0, ..., ::2, 2 : -2'))
expectType<Tensor<['batch', 28, 28], 'i32'>>(image.at(':, 2'))
expectType<Tensor<['T', 2]>>(input('y', ['2*T', 2]).at('::2'))
declare const text: string
expectType<Tensor<readonly (string | number)[]>>(x.at(text))

const first = <N extends Dim>(rows: Tensor<[N, 10]>): Tensor<[N]> => rows.at(':, 0')
expectType<Tensor<[5]>>(first(input('rows', [5, 10])))

expectError(x.at(':, 64'))
expectError(x.at(':, -65'))
expectError(x.at(':, :65'))
expectError(x.at(':, 5:4'))
expectError(x.at('0, 0, 0'))
expectError(x.at('..., 0, ...'))
expectError(x.at('a'))
expectError(x.at('1.5'))
expectError(x.at('::0'))
expectError(x.at('::2'))
expectError(x.at(''))
expectError(x.at(0))
