/**
 * Kinks, ties and edges: where a function has no derivative, or more than one, this is what is given. Reverse mode, forward
 * mode and a batch give the same.
 */
import { describe, expect, test } from 'vitest'
import {
  Session,
  clamp,
  gatherRows,
  grad,
  jacfwd,
  jacrev,
  maxPool,
  maximum,
  minimum,
  record,
  source,
  sum,
  vmap,
  where,
} from 'shapewright'
import type { AnyTensor, Tensor } from 'shapewright'
import { values } from './support.js'

type Unary = (x: Tensor) => Tensor

const at = (numbers: readonly number[], shape: readonly number[] = [numbers.length]): Tensor =>
  source('constant', { shape, dtype: 'f32', values: numbers }) as Tensor
const indices = (numbers: readonly number[]): Tensor<[number], 'i32'> =>
  source('constant', { shape: [numbers.length], dtype: 'i32', values: numbers }) as Tensor<[number], 'i32'>
const plain =
  (operator: string, attributes = {}): Unary =>
  (x) =>
    record(operator, [x], attributes) as Tensor

type Kink = readonly [
  name: string,
  f: Unary,
  point: readonly number[],
  want: readonly number[],
  shape?: readonly number[],
]

/** The gradient of the sum of results, at a point. */
const kinks: readonly Kink[] = [
  ['relu at 0: 0', plain('relu'), [-1, 0, 1], [0, 0, 1]],
  ['leakyRelu at 0: the slope', (x) => x.leakyRelu(0.25), [-1, 0, 1], [0.25, 0.25, 1]],
  ['elu at 0: alpha, and no overflow on the side not chosen', (x) => x.elu(0.5), [0, 2, 1000], [0.5, 1, 1]],
  ['norm of zeros: 0', (x) => x.norm(), [0, 0], [0, 0]],
  ['norm of order 1 at 0: 0', (x) => x.norm(0, false, { order: 1 }), [-2, 0, 3], [-1, 0, 1]],
  ['pow at 0', (x) => x.pow(3), [0, -1], [0, 3]],
  ['logSumExp, far out: softmax', (x) => x.logSumExp(), [1000, 1000, -1000], [0.5, 0.5, 0]],
  ['abs at 0: 0', plain('abs'), [-2, 0, 2], [-1, 0, 1]],
  ['softsign at 0: 1', plain('softsign'), [0], [1]],
  ['clamp at its bounds: 0', (x) => clamp(x, -1, 1), [-2, -1, 0, 1, 2], [0, 0, 1, 0, 0]],
  ['clamp, inclusive: 1', (x) => clamp(x, -1, 1, { inclusive: true }), [-2, -1, 0, 1, 2], [0, 1, 1, 1, 0]],
  ['sqrt at and below 0: 0', plain('sqrt'), [-1, 0, 4], [0, 0, 0.25]],
  ['log is that of IEEE: infinite at 0', plain('log'), [0], [Infinity]],
  ['reciprocal at 0: minus infinity', plain('reciprocal'), [0], [-Infinity]],
  ['softplus, far out: 0 and 1', plain('softplus'), [-1000, 1000], [0, 1]],
  ['maximum with an equal number: one half', (x) => maximum(x, 1), [0, 1, 2], [0, 0.5, 1]],
  ['minimum with an equal number: one half', (x) => minimum(x, 1), [0, 1, 2], [1, 0.5, 0]],
  ['maximum with itself: both halves', (x) => maximum(x, x), [3], [1]],
  ['max: all to the first winner', (x) => x.max(), [1, 3, 3, 2], [0, 1, 0, 0]],
  ['min: all to the first winner', (x) => x.min(), [2, 1, 1, 1], [0, 1, 0, 0]],
  ['max over two axes: row-major order', (x) => x.max(), [0, 5, 5, 0], [0, 1, 0, 0], [2, 2]],
  [
    'maxPool: the first winner of the window',
    (x) => maxPool(x, [2, 2], { stride: 1 }),
    [0, 0, 5, 4],
    [0, 0, 1, 0],
    [1, 2, 2],
  ],
  ['maxPool, a wide row', (x) => maxPool(x, [1, 3], { stride: 1 }), [1, 3, 2], [0, 1, 0], [1, 1, 3]],
  ['maxPool, a tie: the first', (x) => maxPool(x, [3], { stride: 1 }), [2, 2, 2], [1, 0, 0], [1, 3]],
  ['maxPool: padding never wins', (x) => maxPool(x, [2], { padding: 1, stride: 2 }), [-5, -7], [1, 1], [1, 2]],
  ['where: nothing to what was not chosen', (x) => where(x.greater(0), x, x.log()), [-1, 2], [-1, 1]],
  ['a gather outside of the tensor: 0', (x) => gatherRows(x, indices([1, 7, 1])), [10, 20, 30], [0, 2, 0]],
  ['argmax passes nothing', (x) => x.argmax(0).oneHot(3).mul(0).add(x), [1, 2, 2], [3, 3, 3].map(() => 1)],
  ['detach passes nothing', (x) => x.detach().add(x), [1, 2], [1, 1]],
]

const total =
  (f: Unary) =>
  (x: Tensor): Tensor<[]> =>
    sum(f(x))

describe('what is given where there is no derivative', () => {
  test.each(kinks.map((kink) => [kink[0], kink] as const))('%s', (_, [, f, point, want, shape]) => {
    const x = at(point, shape)
    const got = values({
      reverse: grad(total(f))(x),
      forward: jacfwd(total(f))(x),
      batch: vmap(grad(total(f)))(x.unsqueeze(0)),
      rows: sum(jacrev((v: Tensor) => f(v).reshape([-1]))(x) as Tensor, 0),
    })
    for (const name of ['reverse', 'forward', 'batch'] as const) expect(got[name], name).toEqual(want)
    // A sum over rows would make NaN of infinity and 0.
    if (want.every(Number.isFinite)) expect(got.rows, 'rows').toEqual(want)
  })

  test('infinity times 0 is not a number', () => {
    expect(values({ product: at([1000]).exp().mul(0) }).product).toEqual([NaN])
  })

  test('what an output does not depend on takes no part, however singular', () => {
    const session = new Session()
    const [x, y] = [session.input([1], [1000]), session.input([1], [3])]
    const unused = x.exp()
    const gradients = session.backward(y.mul(y).sum())
    expect([...session.grad(gradients, x)]).toEqual([0])
    expect([...session.grad(gradients, unused)]).toEqual([0])
    expect([...session.grad(gradients, y)]).toEqual([6])
  })

  test('the second derivative of a kink is 0', () => {
    const second = (f: Unary): AnyTensor => grad((x: Tensor) => sum(grad(total(f))(x)))(at([-1, 0, 1]))
    const got = values({ relu: second(plain('relu')), abs: second(plain('abs')), max: second((x) => x.max()) })
    expect(got).toEqual({ relu: [0, 0, 0], abs: [0, 0, 0], max: [0, 0, 0] })
  })
})
