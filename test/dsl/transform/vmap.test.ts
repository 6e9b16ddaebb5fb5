/**
 * vmap: the same numbers as sample by sample, for kinds of programs that need care: shared operands, gathers and scatters at
 * indices of each sample, winners, written adjoints, random draws; nested with itself and with derivatives.
 */
import { describe, expect, test } from 'vitest'
import {
  dropout,
  gatherRows,
  grad,
  graphOf,
  hessian,
  input,
  jacobian,
  jvp,
  layerNorm,
  matmul,
  ones,
  scaledDotProductAttention,
  scatterAdd,
  select,
  source,
  stack,
  valueAndGrad,
  vmap,
  where,
} from 'shapewright'
import type { AnyTensor, Tensor } from 'shapewright'
import { apply, read } from '../../../src/dsl/comprehension/expression.js'
import type { Value } from '../../../src/dsl/comprehension/types.js'
import { vjp } from '../../../src/dsl/differentiate/vjp.js'
import { interpret } from '../../../src/dsl/interpret.js'
import { map } from '../../../src/dsl/primitives/map.js'
import { Vectoriser } from '../../../src/dsl/vectorise/vectorise.js'
import { builder, input as leafNamed } from '../differentiate/support.js'
import { drawn, expectClose, random, values } from './support.js'

const batch = 5
const xs = drawn('xs', [batch, 4])
const w = drawn('w', [3, 4])
const integers = (data: readonly number[], shape: readonly number[]): AnyTensor =>
  source('constant', { shape, dtype: 'i32', values: data })

type Row = Tensor<[4]>

/** f at each row, one after another. */
const oneByOne = <T extends AnyTensor>(f: (x: Row) => T): AnyTensor =>
  stack(Array.from({ length: batch }, (_, at) => f(select(xs, 0, at as 0))) as never)

const functions: readonly (readonly [string, (x: Row) => AnyTensor])[] = [
  ['the argument itself', (x) => x],
  ['what does not depend on it', () => w],
  ['a product with shared weights', (x) => matmul(w, x.reshape([4, 1])).tanh()],
  ['softmax, whose adjoint is written out', (x) => x.softmax().mul(x)],
  ['a normalisation', (x) => layerNorm(x, ones([4]))],
  ['attention', (x) => scaledDotProductAttention(x.reshape([2, 2]), w.reshape([6, 2]), w.reshape([6, 2]).mul(x.sum()))],
  ['a maximum and its winner', (x) => x.mul(x.max()).add(x.argmax(0).oneHot(4))],
  ['maximum pooling', (x) => x.reshape([1, 4]).maxPool([2])],
  ['choice by data', (x) => where(x.greater(0), x.exp(), x)],
  ['a gather of shared rows at its own index', (x) => gatherRows(w, x.argmax(0)).mul(x)],
  [
    'a gather of its own rows at shared indices',
    (x) => gatherRows(x.reshape([2, 2]), integers([1, 0, 1, 7], [4]) as Tensor<[4], 'i32'>),
  ],
  ['scatterAdd', (x) => scatterAdd(w, 1, x)],
  ['cumulative sums', (x) => x.cumulativeSum(0)],
]

describe('the same as sample by sample', () => {
  test.each(functions)('%s', (_, f) => {
    const together = vmap(f)(xs)
    const got = values({ together, apart: oneByOne(f) })
    expect(together.shape).toEqual([batch, ...f(drawn('one', [4])).shape])
    expectClose(got.together, got.apart, 0)
  })

  test.each(functions)('gradients of each sample: %s', (_, f) => {
    const loss = (x: Row, weights: Tensor<[3, 4]>): Tensor<[]> => {
      const y = f(x) as Tensor
      return y
        .mul(y)
        .sum()
        .add(
          matmul(weights, x.reshape([4, 1]))
            .sigmoid()
            .sum(),
        )
    }
    const slopes = grad(loss, [0, 1])
    const [dx, dw] = vmap(slopes, { inAxes: [0, null] })(xs, w)
    const got = values({ dx, dw, dx1: oneByOne((x) => slopes(x, w)[0]), dw1: oneByOne((x) => slopes(x, w)[1]) })
    expect(dw.shape).toEqual([batch, 3, 4])
    expectClose(got.dx, got.dx1, 1e-14)
    expectClose(got.dw, got.dw1, 1e-14)
  })

  test.each(functions)('the gradient of their sum: %s', (_, f) => {
    const total =
      (of: (x: Tensor<[5, 4]>) => AnyTensor) =>
      (x: Tensor<[5, 4]>): Tensor<[]> => {
        const y = of(x) as Tensor
        return y.mul(y).sum()
      }
    const rows = (x: Tensor<[5, 4]>): AnyTensor =>
      stack(Array.from({ length: batch }, (__, at) => f(select(x, 0, at as 0))) as never)
    const got = values({ together: grad(total((x) => vmap(f)(x)))(xs), apart: grad(total(rows))(xs) })
    expectClose(got.together, got.apart, 1e-13)
  })

  test('an adjoint that is written out: what all samples share gets the sum over them', () => {
    const build = builder()
    const [sample, shared] = [leafNamed('sample', [3]), leafNamed('shared', [3])]
    const product = (a: Value, b: Value): Value => map(build, [3], (o) => apply('mul', read(a, o), read(b, o)))
    const y: Value = map(build, [3], (o) => apply('mul', read(sample, o), read(shared, o)), {
      adjoint: (dy) => [
        [sample, product(dy, shared)],
        [shared, product(dy, sample)],
      ],
    })
    const [rows, cotangent] = [leafNamed('rows', [4, 3]), leafNamed('cotangent', [4, 3])]
    const lanes = [[sample, { tensor: rows, axis: 0 }]] as const
    const lane = new Vectoriser(4, lanes, 0).laneOf(y)!
    const [ofRows, ofShared] = vjp([{ value: lane.tensor, cotangent }], [rows, shared])
    const data = new Map([rows, cotangent, shared].map((leaf) => [leaf, random(leaf.name, leaf.shape)]))
    const results = interpret([ofRows!, ofShared!], (leaf) => data.get(leaf)!)
    const [x, dy, s] = [rows, cotangent, shared].map((leaf) => data.get(leaf)!)
    const products = dy!.map((each, at) => each * x![at]!)
    expectClose(
      results.get(ofRows!)!,
      dy!.map((each, at) => each * s![at % 3]!),
      0,
    )
    expectClose(
      results.get(ofShared!)!,
      [0, 1, 2].map((at) => products.filter((_, i) => i % 3 === at).reduce((a, b) => a + b)),
      1e-15,
    )
  })

  test('derivatives of second order of each sample', () => {
    const loss = (x: Row): Tensor<[]> =>
      x
        .softmax()
        .mul(layerNorm(x, ones([4])))
        .sum()
    const together = { h: vmap(hessian(loss))(xs), j: vmap(jacobian((x: Row) => x.softmax()))(xs) }
    const apart = { h: oneByOne(hessian(loss)), j: oneByOne(jacobian((x: Row) => x.softmax())) }
    const got = values({ ...together, h1: apart.h, j1: apart.j })
    expect(together.h.shape).toEqual([batch, 4, 4])
    expectClose(got.h, got.h1, 1e-13)
    expectClose(got.j, got.j1, 1e-14)
  })
})

describe('axes', () => {
  test('samples on any axis in, on any axis out', () => {
    const columns = xs.transpose(0, 1)
    const f = (x: Row): Tensor<[3]> => matmul(w, x.reshape([4, 1])).reshape([3])
    const last: Tensor<[3, 5]> = vmap(f, { inAxes: 1, outAxis: -1 })(columns)
    const got = values({ last, first: vmap(f)(xs).transpose(0, 1) })
    expectClose(got.last, got.first, 0)
  })

  test('nested with itself: a table of all pairs', () => {
    const ys = drawn('ys', [3, 4])
    const pairs: Tensor<[5, 3]> = vmap(
      (x: Row) => vmap((y: Row) => x.mul(y).sum())(ys), // x is the outer sample, shared by the inner ones
    )(xs)
    const got = values({ pairs, product: matmul(xs, ys.transpose(0, 1)) })
    expectClose(got.pairs, got.product, 1e-15)
    const twice = vmap(vmap((x: Tensor<[]>) => x.exp()))(xs)
    expectClose(values({ twice }).twice, random('xs', [batch, 4]).map(Math.exp), 1e-15)
  })

  test('nested thrice: the gradient of a sum of squared Jacobians of each sample', () => {
    const penalty = (m: Tensor<[3, 4]>): Tensor<[]> =>
      vmap((x: Row) =>
        jacobian((v: Row) =>
          matmul(m, v.reshape([4, 1]))
            .reshape([3])
            .tanh(),
        )(x)
          .square()
          .sum(),
      )(xs).sum()
    const step = 1e-5
    const got = values({ d: grad(penalty)(w) }).d
    const at = (moved: readonly number[]): number =>
      values({ p: penalty(source('constant', { shape: [3, 4], dtype: 'f32', values: moved }) as Tensor<[3, 4]>) }).p[0]!
    const base = random('w', [3, 4])
    const want = base.map((x, i) => (at(base.with(i, x + step)) - at(base.with(i, x - step))) / (2 * step))
    expectClose(got, want, 1e-8)
  })

  test('several results, by position and by name', () => {
    const [value, slope] = vmap(valueAndGrad((x: Row) => x.mul(x).sum()))(xs)
    const named = vmap((x: Row) => ({ total: x.sum(), double: x.scale(2) }))(xs)
    const got = values({ value, slope, ...named, want: xs.mul(xs).sum(1) })
    expectClose(got.value, got.want, 0)
    expectClose(got.slope, got.double, 0)
    expect([slope.shape, named.total.shape]).toEqual([[5, 4], [5]])
  })

  test('a directional derivative through a batch', () => {
    const v = drawn('v', [5, 4])
    const [, dy] = jvp((x: Tensor<[5, 4]>) => vmap((row: Row) => row.softmax())(x), [xs], [v])
    const [, each] = jvp((x: Tensor<[5, 4]>) => x.softmax(), [xs], [v])
    const got = values({ dy, each })
    expectClose(got.dy, got.each, 1e-15)
  })
})

describe('random numbers', () => {
  test('are drawn for each sample anew, and are those of the whole batch', () => {
    const together = vmap((x: Tensor<[64]>) => dropout(x, 0.5))(ones([8, 64]))
    const kept = values({ together }, { training: true }).together
    const rows = Array.from({ length: 8 }, (_, at) => kept.slice(64 * at, 64 * at + 64).join())
    expect(new Set(rows).size).toBe(8)
    expect(kept.filter((x) => x > 0).length / kept.length).toBeCloseTo(0.5, 1)
  })

  test('are the same in a derivative as in the value', () => {
    const f = (x: Row): Tensor<[4]> => dropout(x.mul(x), 0.5)
    const [y, dy] = vmap((x: Row) => jvp(f, [x], [ones([4])]))(xs)
    const [total, slope] = vmap(valueAndGrad((x: Row) => f(x).sum()))(xs)
    const got = values({ y, dy, total, slope }, { training: true })
    const x = random('xs', [batch, 4])
    got.y.forEach((value, at) => expect(got.dy[at]! * x[at]!).toBeCloseTo(2 * value, 12))
    // <x, df/dx> = 2 f, of what was kept alone.
    got.total.forEach((value, at) => {
      const [row, own] = [got.slope.slice(4 * at, 4 * at + 4), x.slice(4 * at, 4 * at + 4)]
      expect(row.reduce((sum, each, i) => sum + each * own[i]!, 0)).toBeCloseTo(2 * value, 12)
    })
    expect(got.y.some((value) => value === 0) && got.y.some((value) => value !== 0)).toBe(true)
  })

  test('drawn before are shared', () => {
    const mask = dropout(ones([4]), 0.5)
    const got = values({ together: vmap((x: Row) => x.mul(mask))(xs), mask }, { training: true })
    expectClose(
      got.together,
      random('xs', [batch, 4]).map((x, at) => x * got.mask[at % 4]!),
      0,
    )
  })
})

describe('named dims and cost', () => {
  const x = input('x', ['batch', 4])
  const loss = (m: Tensor<[3, 4]>, row: Row): Tensor<[]> =>
    matmul(m, row.reshape([4, 1]))
      .tanh()
      .sum()

  test('per-sample gradients at a batch that is bound later', () => {
    const each: Tensor<['batch', 3, 4]> = vmap(grad(loss), { inAxes: [null, 0] })(w, x)
    for (const size of [1, 2, 5]) {
      const data = { x: random('rows', [size, 4]) }
      const got = values(
        { each, total: grad((m: Tensor<[3, 4]>) => vmap(loss, { inAxes: [null, 0] })(m, x).sum())(w) },
        { binding: { batch: size }, data },
      )
      expect(got.each.length).toBe(size * 12)
      const sum = got.total.map((_, at) => got.each.filter((__, i) => i % 12 === at).reduce((a, b) => a + b))
      expectClose(sum, got.total, 1e-14)
    }
  })

  test('a Jacobian is one sweep, whatever its number of rows', () => {
    const nodes = (rows: number): number => {
      const m = source('input', { name: 'm', shape: [rows, 4], dtype: 'f32' }) as Tensor<[3, 4]>
      return graphOf({
        outputs: { j: jacobian((row: Row) => matmul(m, row.reshape([4, 1])).tanh())(drawn('row', [4])) },
      }).nodes.length
    }
    expect(nodes(100)).toBe(nodes(5))
  })
})
