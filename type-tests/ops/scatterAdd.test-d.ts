import { expectError, expectType } from 'tsd'
import { dyn, input, scatterAdd, zeros, type Tensor } from '../../src/index.js'
import type { ScatterAdd } from '../../src/shapes/index.js'
import { the } from '../shapes/operand.js'

const x = input('x', [4, 10])
const row = input('row', [10])

expectType<Tensor<[4, 10]>>(scatterAdd(x, 3, row))
expectType<Tensor<[4, 10]>>(x.scatterAdd(-4, row))
expectType<Tensor<[5]>>(scatterAdd(input('v', [5]), 0, input('s', [])))
expectType<Tensor<['batch', 10]>>(input('y', ['batch', 10]).scatterAdd(7, row))
expectType<Tensor<[number, 10]>>(zeros([dyn(3), 10]).scatterAdd(7, row))
expectError(scatterAdd(x, 4, row))
expectError(x.scatterAdd(0.5, row))
expectError(x.scatterAdd(0, input('short', [9])))
expectError(x.scatterAdd(0, x))
expectError(x.scatterAdd(0, input('double', [10], 'f64')))
expectError(scatterAdd(input('s', []), 0, input('t', [])))
expectType<'scatterAdd: index -5 is out of range for axis 0 of [4, 10] (size 4)'>(the<ScatterAdd<[4, 10], -5, [10]>>())
expectType<'scatterAdd: row [9] does not fit the rows of [4, 10] (9 != 10 on axis 0 of the row)'>(
  the<ScatterAdd<[4, 10], 0, [9]>>(),
)

// In generic code the shape stays what it is.
export function generic<W extends number | string>(y: Tensor<[3, W]>, r: Tensor<[W]>) {
  expectType<Tensor<[3, W]>>(y.scatterAdd(0, r))
}
