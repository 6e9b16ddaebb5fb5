import { expectError, expectType } from 'tsd'
import {
  grad,
  hessian,
  hvp,
  input,
  jacfwd,
  jacobian,
  jacrev,
  jvp,
  matmul,
  mseLoss,
  valueAndGrad,
  vjp,
  vmap,
  type Tensor,
} from '../../src/index.js'

const x = input('x', ['batch', 4])
const w = input('w', [4, 3])
const target = input('target', ['batch', 3])
const label = input('label', ['batch'], 'i32')
const row = input('row', [4])

type X = Tensor<['batch', 4]>
type W = Tensor<[4, 3]>

const loss = (a: X, b: W): Tensor<[]> => mseLoss(matmul(a, b), target)
const layer = (a: Tensor<[4]>): Tensor<[3]> => a.reshape([1, 4]).matmul(w).reshape([3])
const counted = (a: X, n: Tensor<['batch'], 'i32'>): Tensor<[]> => a.sum().add(n.greater(0).where(a.sum(1), 0).sum())

expectType<X>(grad(loss)(x, w))
expectType<W>(grad(loss, 1)(x, w))
expectType<[W, X]>(grad(loss, [1, 0])(x, w))
expectType<X>(grad(counted)(x, label))
expectType<[Tensor<[]>, W]>(valueAndGrad(loss, 1)(x, w))
expectType<X>(grad((a: X) => grad(loss)(a, w).sum())(x))
expectError(grad((a: X) => a.relu()))
expectError(grad(loss, 2))
expectError(grad(counted, 1))
expectError(grad(counted, [0, 1]))
expectError(grad((a: X) => a.argmax(1).sum()))
expectError(grad(loss)(w, x))

expectType<[X, W]>(hvp(loss, [x, w], [x, w]))
expectError(hvp(loss, [x, w], [x, x]))
expectError(hvp(loss, [x, w], [x]))
expectType<[Tensor<[]>, Tensor<[]>]>(jvp(loss, [x, w], [x, w]))
expectType<[Tensor<[3]>, Tensor<[3]>]>(jvp(layer, [row], [row]))
expectError(jvp(layer, [row], [input('v', [5])]))
expectError(jvp(counted, [x, label], [x, label]))

const [y, pullback] = vjp(layer, row)
expectType<Tensor<[3]>>(y)
expectType<[Tensor<[4]>]>(pullback(y))
expectError(pullback(row))
expectError(vjp(counted, x, label))

expectType<Tensor<[3, 4]>>(jacobian(layer)(row))
expectType<Tensor<[3, 4]>>(jacrev(layer)(row))
expectType<Tensor<[3, 4]>>(jacfwd(layer)(row))
expectType<[Tensor<[4, 3]>]>(jacobian(loss, [1])(x, w))
expectType<Tensor<['batch', 3, 'batch', 4]>>(jacobian((a: X) => a.matmul(w))(x))
expectType<Tensor<['batch', 4, 'batch', 4]>>(hessian(loss)(x, w))
expectType<Tensor<[4, 3, 4, 3]>>(hessian(loss, 1)(x, w))
expectError(hessian(layer))
expectError(jacobian(counted, 1))

expectType<Tensor<['batch', 3]>>(vmap(layer)(x))
expectType<Tensor<[3, 'batch']>>(vmap(layer, { outAxis: -1 })(x))
expectType<Tensor<['batch', 3, 4]>>(vmap(jacobian(layer))(x))
expectType<Tensor<['batch', 4]>>(vmap(grad((a: Tensor<[4]>) => layer(a).sum()))(x))
const dot = (a: Tensor<[4]>, b: Tensor<[4]>): Tensor<[]> => a.mul(b).sum()
expectType<Tensor<['batch']>>(vmap(dot)(x, x))
expectType<Tensor<['batch']>>(vmap(dot, { inAxes: [0, null] })(x, row))
expectType<Tensor<[3]>>(vmap(dot, { inAxes: [1, null] })(w, row))
expectType<[Tensor<['batch', 4]>, Tensor<['batch', 4]>]>(vmap(grad(dot, [0, 1]))(x, x))
expectType<{ a: Tensor<['batch']> }>(vmap((v: Tensor<[4]>) => ({ a: v.sum() }))(x))
expectError(vmap(dot)(x, input('other', [7, 4])))
expectError(vmap(dot)(x))
expectError(vmap(dot)(x, row))
expectError(vmap(dot, { inAxes: [2, 0] })(x, x))
expectError(vmap(layer)(input('wide', ['batch', 5])))
expectError(vmap(layer, { outAxis: 2 }))
