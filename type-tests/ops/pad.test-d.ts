import { expectError, expectType } from 'tsd'
import { input, pad, type Tensor } from '../../src/index.js'

const x = input('x', ['T', 10])

expectType<Tensor<['T+3', 10]>>(
  pad(x, [
    [1, 2],
    [0, 0],
  ]),
)
expectType<Tensor<['T', 12]>>(
  x.pad(
    [
      [0, 0],
      [1, 1],
    ],
    -1,
  ),
)
expectError(pad(x, [[1, 1]]))
expectError(
  x.pad([
    [0, 0],
    [-1, 0],
  ]),
)
expectError(pad(x, 1))
