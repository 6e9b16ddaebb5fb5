import { expectError, expectType } from 'tsd'
import { dyn, Session, type Gradients, type SessionParameter, type Tensor } from '../../src/index.js'

const session = new Session({ trackGradients: true, requiresGradByDefault: false, seed: 3 })

// References carry their shapes.
const w = session.param([2, 3], [1, 2, 3, 4, 5, 6], { name: 'w', requiresGrad: false })
expectType<SessionParameter<[2, 3]>>(w)
const x = session.use(w)
expectType<Tensor<[2, 3]>>(x)
expectType<Tensor<[2]>>(session.const([2], [1, 2]))
expectType<Tensor<[], 'i32'>>(session.inputNat(1))
expectType<Tensor<[3], 'i32'>>(session.inputNatVec([0, 1, 2]))
const y = x.sum([1])
const loss = y.sum()
expectType<Gradients>(session.backwardScalarDenseAll(loss))
expectType<number>(session.jvpScalarLeaf(loss, x, [1, 2, 3, 4, 5, 6]))

// Numbers that are written out are counted.
expectError(session.input([2], [1]))
expectError(session.param([2], [1, 2, 3]))
expectError(session.const([2, 2], [1, 2, 3]))
expectError(session.backward(y, [1]))
expectError(session.backwardDenseAll(y, [1, 2, 3]))
expectError(session.vjp(y, [1], x))
expectError(session.jvpLeaf(loss, x, [1, 2]))
expectError(session.jvpScalarLeaf(loss, x, [1, 2]))
session.backwardDenseAll(y, [1, 2])

// Lists of unknown length, and unknown shapes, are checked when they are given.
declare const numbers: number[]
declare const n: number
session.input([2], numbers)
session.input([dyn(n)], [1, 2, 3])
expectError(session.input([n], [1, 2, 3]))
session.backward(y, numbers)
session.backward(y, new Float64Array(2))

// Slots are no floats, and a loss is a scalar.
expectError(session.getNat(x))
expectError(session.setNat(session.inputNatVec([1]), 1))
expectError(session.backwardScalarDenseAll(y))
expectError(session.jvpScalarLeaf(y, x, [1, 2, 3, 4, 5, 6]))
expectError(session.input([2], 'ab'))
