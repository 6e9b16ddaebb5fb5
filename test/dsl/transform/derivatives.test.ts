/**
 * grad, vjp, jvp, hvp, jacobian and hessian against finite differences, against formulas and against each other, on the
 * reference and on compiled kernels.
 */
import { describe, expect, test } from 'vitest'
import {
  concat,
  constant,
  grad,
  hessian,
  hvp,
  input,
  jacfwd,
  jacobian,
  jacrev,
  jvp,
  layerNorm,
  matmul,
  ones,
  softmax,
  source,
  valueAndGrad,
  vjp,
} from 'shapewright'
import type { AnyTensor, Tensor } from 'shapewright'
import { differences, drawn, expectClose, random, values } from './support.js'

type Vector = Tensor<[4]>
type Matrix = Tensor<[3, 4]>

const a = drawn('a', [4])
const b = drawn('b', [4])
const w = drawn('w', [3, 4])

/** Maxima, softmax, a product and a normalisation: most kinds of comprehension. */
const network = (x: Vector, m: Matrix): Tensor<[3]> => {
  const hidden = softmax(matmul(m, x.tanh().reshape([4, 1])).reshape([3])).add(m.max(1))
  return layerNorm(hidden.mul(x.sum()), ones([3]))
}
const loss = (x: Vector, m: Matrix): Tensor<[]> =>
  network(x, m)
    .square()
    .mul(drawn('weights', [3]))
    .sum()

const dot = (x: readonly number[], y: readonly number[]): number => x.reduce((sum, each, at) => sum + each * y[at]!, 0)

describe('against finite differences', () => {
  test('grad, by each argument and by both', () => {
    const [both0, both1] = grad(loss, [0, 1])(a, w)
    const got = values({ one: grad(loss)(a, w), two: grad(loss, 1)(a, w), both0, both1 })
    expect(got.both0).toEqual(got.one)
    expect(got.both1).toEqual(got.two)
    expectClose(got.one, differences((x) => loss(x as Vector, w), random('a', [4]), [4]).flat(), 1e-8)
    expectClose(got.two, differences((m) => loss(a, m as Matrix), random('w', [3, 4]), [3, 4]).flat(), 1e-8)
  })

  test.each([
    ['jacobian', jacobian],
    ['jacrev', jacrev],
    ['jacfwd', jacfwd],
  ] as const)('%s', (_, transform) => {
    const j = transform(network, 1)(a, w)
    expect(j.shape).toEqual([3, 3, 4])
    expectClose(values({ j }).j, differences((m) => network(a, m as Matrix), random('w', [3, 4]), [3, 4]).flat(), 1e-8)
  })

  test('hessian', () => {
    const h = hessian(loss)(a, w)
    expect(h.shape).toEqual([4, 4])
    const want = differences((x) => grad(loss)(x as Vector, w), random('a', [4]), [4]).flat()
    const got = values({ h }).h
    expectClose(got, want, 1e-8)
    for (let i = 0; i < 4; i++) for (let j = 0; j < i; j++) expect(got[4 * i + j]).toBeCloseTo(got[4 * j + i]!, 12)
  })

  test('the third derivative, nested in three ways', () => {
    const energy = (x: Vector): Tensor<[]> => x.sin().mul(x.exp()).sum()
    const reverse = jacrev(jacrev(grad(energy)))(a)
    const mixed = jacfwd(hessian(energy))(a)
    const [direction] = [b]
    const along = grad((x: Vector) => hvp(energy, [x], [direction])[0].mul(direction).sum())(a)
    const got = values({ reverse, mixed, along })
    const want = differences((x) => hessian(energy)(x as Vector), random('a', [4]), [4]).flat()
    expect(reverse.shape).toEqual([4, 4, 4])
    expectClose(got.reverse, want, 1e-8)
    expectClose(got.mixed, want, 1e-8)
    // d/dx <v, H v> = T v v
    const v = random('b', [4])
    const contracted = v.map((_, k) =>
      dot(
        v.flatMap((x) => v.map((y) => x * y)),
        want.filter((__, at) => at % 4 === k),
      ),
    )
    expectClose(got.along, contracted, 1e-8)
  })
})

describe('against formulas', () => {
  test('x^T A x has gradient (A + A^T) x and Hessian A + A^T', () => {
    const s = drawn('s', [4, 4])
    const form = (x: Vector): Tensor<[]> => x.mul(matmul(s, x.reshape([4, 1])).reshape([4])).sum()
    const both = s.add(s.transpose(0, 1))
    const got = values({
      gradient: grad(form)(a),
      wanted: matmul(both, a.reshape([4, 1])),
      hessian: hessian(form)(a),
      both,
      product: hvp(form, [a], [b])[0],
      applied: matmul(both, b.reshape([4, 1])),
    })
    expectClose(got.gradient, got.wanted, 1e-14)
    expectClose(got.hessian, got.both, 1e-14)
    expectClose(got.product, got.applied, 1e-14)
  })

  test('the Jacobian of softmax is diag p - p p^T', () => {
    const got = values({ j: jacobian((x: Vector) => x.softmax())(a), p: a.softmax() })
    expectClose(
      got.j,
      got.p.flatMap((x, i) => got.p.map((y, k) => (i === k ? x : 0) - x * y)),
      1e-14,
    )
  })

  test('the fifth derivative of x^5 is 120', () => {
    const power = (x: Tensor<[]>): Tensor<[]> => x.mul(x).mul(x).mul(x).mul(x)
    expect(values({ d: grad(grad(grad(grad(grad(power)))))(constant(0.7)) }).d[0]).toBeCloseTo(120, 10)
  })
})

describe('against each other', () => {
  test('hvp, jvp of grad, grad of the dot product and the Hessian times v', () => {
    const f = (x: Vector): Tensor<[]> => loss(x, w)
    const got = values({
      hvp: hvp(f, [a], [b])[0],
      forward: jvp(grad(f), [a], [b])[1],
      reverse: grad((x: Vector) => grad(f)(x).mul(b).sum())(a),
      matrix: matmul(hessian(f)(a), b.reshape([4, 1])),
    })
    for (const other of [got.forward, got.reverse, got.matrix]) expectClose(got.hvp, other, 1e-13)
  })

  test('rows of the Jacobian are pullbacks, columns are tangents', () => {
    const f = (x: Vector): Tensor<[3]> => network(x, w)
    const [, pullback] = vjp(f, a)
    const unit = (at: number, n: number): AnyTensor =>
      source('constant', { shape: [n], dtype: 'f32', values: Array.from({ length: n }, (_, i) => Number(i === at)) })
    const units = [0, 1, 2].map((at) => unit(at, 3) as Tensor<[3]>) // all there before the first is pulled back
    const rows = units.map((each) => pullback(each)[0])
    const columns = [0, 1, 2, 3].map((at) => jvp(f, [a], [unit(at, 4) as Vector])[1])
    const got = values({ j: jacrev(f)(a), rows: concat(rows), columns: concat(columns) })
    expectClose(got.rows, got.j, 1e-14)
    expectClose(
      got.columns,
      got.j.map((_, at) => got.j[(at % 3) * 4 + Math.floor(at / 3)]!),
      1e-13,
    )
  })

  test('the adjoint identity <J v, u> = <v, J^T u> through jvp and vjp', () => {
    const f = (x: Vector, m: Matrix): Tensor<[3]> => network(x, m)
    const [v, dm, u] = [drawn('v', [4]), drawn('dm', [3, 4]), drawn('u', [3])]
    const [, forward] = jvp(f, [a, w], [v, dm])
    const [dx, dw] = vjp(f, a, w)[1](u)
    const got = values({ forward, u, dx, dw, v, dm })
    const [left, right] = [dot(got.forward, got.u), dot(got.dx, got.v) + dot(got.dw, got.dm)]
    expect(Math.abs(left - right)).toBeLessThan(1e-12 * Math.max(1, Math.abs(left)))
  })

  test('valueAndGrad is the value and the gradient', () => {
    const [value, gradient] = valueAndGrad(loss)(a, w)
    const got = values({ value, plain: loss(a, w), gradient, other: grad(loss)(a, w) })
    expect(got.value).toEqual(got.plain)
    expect(got.gradient).toEqual(got.other)
  })
})

describe('what a derivative sees', () => {
  test('one argument, also where another is the same tensor', () => {
    const f = (x: Vector, y: Vector): Tensor<[]> => x.mul(y).sum()
    expect(values({ d: grad(f)(a, a) }).d).toEqual(random('a', [4]))
  })

  test('not what the function closes over, even when that was made from the argument', () => {
    const y = a.mul(a)
    expect(values({ d: grad((x: Vector) => x.mul(y).sum())(a), y }).d).toEqual(random('a', [4]).map((x) => x * x))
    // d/dx [x · d/dy (x + y)] = 1: the inner derivative does not see the outer variable.
    const inner = (x: Tensor<[]>): Tensor<[]> => grad((z: Tensor<[]>) => x.add(z))(x)
    expect(values({ d: grad((x: Tensor<[]>) => x.mul(inner(x)))(constant(1)) }).d).toEqual([1])
  })

  test('nothing behind detach; zeros of what a function does not use', () => {
    const f = (x: Vector, y: Vector): Tensor<[]> => x.detach().mul(x).sum().add(y.scale(0).detach().sum())
    const [dx, dy] = grad(f, [0, 1])(a, b)
    const [, none] = jvp((x: Vector) => x.detach(), [a], [b])
    const got = values({ dx, dy, none, j: jacobian((x: Vector) => (x.shape.length === 1 ? b : x))(a) })
    expect(got.dx).toEqual(random('a', [4]))
    expect([got.dy, got.none, got.j].map((list) => list.every((x) => x === 0))).toEqual([true, true, true])
    expect(got.j.length).toBe(16)
  })
})

test('named dims are bound when the program is made', () => {
  const x = input('x', ['batch', 2])
  const f = (v: Tensor<['batch', 2]>): Tensor<['batch']> => v.mul(v).sum(1).sin()
  const j: Tensor<['batch', 'batch', 2]> = jacobian(f)(x)
  const h: Tensor<['batch', 2, 'batch', 2]> = hessian((v: Tensor<['batch', 2]>) => f(v).sum())(x)
  for (const batch of [1, 3]) {
    const data = { x: random('x', [batch, 2]) }
    const got = values({ j, h }, { binding: { batch }, data })
    expect(got.j.length).toBe(batch * batch * 2)
    const bound = (v: Tensor): Tensor => v.mul(v).sum(1).sin()
    expectClose(got.j, differences(bound, data.x, [batch, 2]).flat(), 1e-8)
    expectClose(got.h, differences((v) => grad((u: Tensor) => bound(u).sum())(v), data.x, [batch, 2]).flat(), 1e-8)
  }
})
