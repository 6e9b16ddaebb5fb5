import { describe, expect, it } from 'vitest'
import { apply, constant, read } from '../../../src/dsl/comprehension/expression.js'
import { lookup } from '../../../src/dsl/comprehension/index-expression.js'
import { within } from '../../../src/dsl/comprehension/guards.js'
import type { Comprehension, Value } from '../../../src/dsl/comprehension/types.js'
import { jvp } from '../../../src/dsl/differentiate/jvp.js'
import { vjp } from '../../../src/dsl/differentiate/vjp.js'
import { map, reduce } from '../../../src/dsl/primitives/map.js'
import * as move from '../../../src/dsl/primitives/movement.js'
import { gatherAlong, scatterAdd } from '../../../src/dsl/primitives/scatter.js'
import { convolution, elementwise, matmul, meanSquare, pool, softmax, sumRows } from './operations.js'
import { builder, evaluate, expectGradients, input, integers, randomData, type Data } from './support.js'

const build = builder()

/** Something curved to put after a linear operation, so that second order sees its index maps too; bounded, with all derivatives. */
const curve = (x: Value): Comprehension => elementwise('sin', x)

describe('scalar functions, first and second order', () => {
  const a = input('a', [5])
  const b = input('b', [5])
  for (const name of ['neg', 'abs', 'relu', 'exp', 'tanh', 'sigmoid', 'sin', 'cos'] as const)
    it(name, () => expectGradients(curve(elementwise(name, a)), [a]))
  for (const name of ['log', 'sqrt'] as const)
    it(name, () => expectGradients(curve(elementwise(name, elementwise('mul', a, a))), [a]))
  for (const name of ['add', 'sub', 'mul', 'div', 'maximum', 'minimum'] as const)
    it(name, () => expectGradients(curve(elementwise(name, a, b)), [a, b]))
  it('where', () => {
    const chosen = map(build, [5], ([i]) => {
      const x = read(a, [i!])
      return apply('where', apply('lessThan', x, constant(0.5)), apply('mul', x, read(b, [i!])), apply('exp', x))
    })
    expectGradients(curve(chosen), [a, b])
  })
})

describe('contractions', () => {
  it('matmul 3×4 by 4×2', () => {
    const a = input('a', [3, 4])
    const b = input('b', [4, 2])
    expectGradients(curve(matmul(a, b)), [a, b])
  })
  it('matmul 1×1', () => {
    const a = input('a', [1, 1])
    expectGradients(curve(matmul(a, a)), [a])
  })
  it('a product of a matrix with its own transpose, two sites of one tensor', () => {
    const a = input('a', [3, 3])
    const square = map(build, [3, 3], ([i, j]) => apply('mul', read(a, [i!, j!]), read(a, [j!, i!])))
    expectGradients(curve(square), [a])
  })
  it('the diagonal, and a site read twice', () => {
    const a = input('a', [4, 4])
    expectGradients(curve(map(build, [4], ([i]) => apply('mul', read(a, [i!, i!]), read(a, [i!, i!])))), [a])
  })
  for (const [spatial, size, kernel] of [
    [1, 7, 3],
    [2, 5, 3],
    [3, 4, 2],
  ] as const)
    for (const stride of [1, 2, 3])
      for (const padding of [0, 1])
        it(`convolution, ${spatial} spatial axes, stride ${stride}, padding ${padding}`, () => {
          const x = input('x', [1, 2, ...Array<number>(spatial).fill(size)])
          const w = input('w', [2, 2, ...Array<number>(spatial).fill(kernel)])
          expectGradients(curve(convolution(x, w, stride, padding)), [x, w], { order: spatial === 3 ? 1 : 2 })
        })
})

describe('windows', () => {
  for (const [kernel, stride, padding] of [
    [2, 2, 0],
    [3, 2, 1],
    [3, 1, 1],
    [2, 3, 0],
    [3, 3, 1],
  ] as const)
    for (const kind of ['max', 'sum'] as const) {
      it(`${kind} pool ${kernel}, stride ${stride}, padding ${padding}, two axes`, () => {
        const x = input('x', [2, 5, 5])
        expectGradients(curve(pool(kind, x, kernel, stride, padding)), [x])
      })
      it(`${kind} pool ${kernel}, stride ${stride}, padding ${padding}, one axis`, () => {
        const x = input('x', [2, 7])
        expectGradients(curve(pool(kind, x, kernel, stride, padding)), [x])
      })
    }
})

describe('movement', () => {
  const x = input('x', [2, 3, 4])
  const cases: Record<string, () => Comprehension> = {
    'reshape to [4, 6]': () => move.reshapeTo(build, x, [4, 6]),
    'reshape to [24]': () => move.reshapeTo(build, x, [24]),
    'reshape to [3, 8]': () => move.reshapeTo(build, x, [3, 8]),
    'reshape to [2, 1, 12]': () => move.reshapeTo(build, x, [2, 1, 12]),
    'permute [2, 0, 1]': () => move.permuteBy(build, x, [2, 0, 1]),
    'flip 0 and 2': () => move.flipAxes(build, x, [0, 2]),
    'slice every second': () => move.sliceAxis(build, x, 2, 1, 2, 2),
    'concat with its flip': () => move.concatAlong(build, [x, move.flipAxes(build, x, [1]), x], 1),
    pad: () => move.padWith(build, x, [0, 1, 2], [1, 0, 1]),
    'broadcast to [3, 2, 3, 4]': () => move.broadcastTo(build, x, [3, 2, 3, 4]),
    'split heads': () => move.reshapeTo(build, move.reshapeTo(build, x, [6, 4]), [6, 2, 2]),
  }
  for (const [name, make] of Object.entries(cases)) it(name, () => expectGradients(curve(make()), [x]))
  it('broadcast of an axis of extent 1', () => {
    const row = input('row', [1, 3])
    expectGradients(curve(move.broadcastTo(build, row, [4, 3])), [row])
  })
})

describe('reductions', () => {
  const x = input('x', [3, 4])
  for (const kind of ['sum', 'max', 'min'] as const) {
    it(`${kind} of rows`, () =>
      expectGradients(curve(reduce(build, kind, [3], [4], ([i], [j]) => read(x, [i!, j!]))), [x]))
    it(`${kind} of everything`, () =>
      expectGradients(curve(reduce(build, kind, [], [3, 4], (_, r) => read(x, r))), [x]))
    it(`${kind} over one element`, () =>
      expectGradients(curve(reduce(build, kind, [3, 4], [1], (o) => read(x, o))), [x]))
  }
  it('with a function in post', () => {
    const root = reduce(build, 'sum', [3], [4], ([i], [j]) => apply('mul', read(x, [i!, j!]), read(x, [i!, j!])), {
      post: (sum) => apply('sqrt', sum),
    })
    expectGradients(root, [x])
  })
  it('mean square', () => {
    const y = input('y', [3, 4])
    expectGradients(meanSquare(curve(x), y), [x, y])
  })
})

describe('softmax', () => {
  const z = input('z', [3, 5])
  it('by the derived rule', () => expectGradients(softmax(z, false), [z]))
  it('by the override', () => expectGradients(softmax(z, true), [z]))
  it('override and derived rule agree', () => {
    const cotangent = input('g', [3, 5])
    const data = randomData([z, cotangent], 9)
    const [derived] = vjp([{ value: softmax(z, false), cotangent }], [z])
    const [override] = vjp([{ value: softmax(z, true), cotangent }], [z])
    const results = evaluate([derived!, override!], data)
    const a = results.get(derived!)!
    const b = results.get(override!)!
    a.forEach((value, i) => expect(Math.abs(value - b[i]!)).toBeLessThan(1e-14))
  })
})

describe('gather and scatter', () => {
  const indices = integers('indices', [2, 3])
  const withIndices = (leaves: readonly ReturnType<typeof input>[]): Data => {
    const data = randomData(leaves, 3)
    data.set(indices, [0, 4, 4, 7, -1, 2]) // a repeat, and two that are out of range
    return data
  }
  it('gather of rows is differentiable twice', () => {
    const table = input('table', [5, 2])
    expectGradients(curve(gatherAlong(build, table, 0, indices)), [table], { data: withIndices([table]) })
  })
  it('gather along the last axis', () => {
    const table = input('table', [2, 5])
    expectGradients(curve(gatherAlong(build, table, 1, indices)), [table], { data: withIndices([table]) })
  })
  it('scatter-add is differentiable twice', () => {
    const x = input('x', [2, 3, 2])
    const scattered = scatterAdd(build, [5, 2], [2, 3, 2], ([i, j, k]) => {
      const row = lookup(indices, [i!, j!])
      return { at: [row, k!], guards: within(row, 5), body: apply('tanh', read(x, [i!, j!, k!])) }
    })
    expectGradients(curve(scattered), [x], { data: withIndices([x]) })
  })
  it('an index out of range gathers 0 and gets no gradient', () => {
    const table = input('table', [5, 2])
    const data = withIndices([table])
    const rows = gatherAlong(build, table, 0, indices)
    const [gradient] = vjp([{ value: rows, cotangent: map(build, rows.shape, () => constant(1)) }], [table])
    const results = evaluate([rows, gradient!], data)
    expect(results.get(rows)!.slice(6, 10)).toEqual(new Float64Array(4))
    expect([...results.get(gradient!)!]).toEqual([1, 1, 0, 0, 1, 1, 0, 0, 2, 2])
  })
})

describe('compositions', () => {
  it('two layers with relu and softmax', () => {
    const x = input('x', [3, 4])
    const w = input('w', [4, 5])
    const v = input('v', [5, 2])
    expectGradients(softmax(matmul(elementwise('relu', matmul(x, w)), v), true), [x, w, v])
  })
  it('convolution, pooling, flatten, linear', () => {
    const x = input('x', [1, 1, 6, 6])
    const w = input('w', [2, 1, 3, 3])
    const v = input('v', [18, 2])
    const features = elementwise('relu', convolution(x, w, 1, 1))
    const pooled = pool('max', move.reshapeTo(build, features, [2, 6, 6]), 2, 2, 0)
    expectGradients(matmul(move.reshapeTo(build, pooled, [1, 18]), v), [x, w, v])
  })
  it('normalised rows', () => {
    const x = input('x', [3, 4])
    const square = map(build, [3, 4], (o) => apply('mul', read(x, o), read(x, o)))
    const length = reduce(build, 'sum', [3], [4], ([i], [j]) => read(square, [i!, j!]), {
      post: (s) => apply('sqrt', s),
    })
    expectGradients(
      map(build, [3, 4], ([i, j]) => apply('div', read(x, [i!, j!]), read(length, [i!]))),
      [x],
    )
  })
  it('a value used by two readers, one of them stopped', () => {
    const x = input('x', [4])
    const e = elementwise('exp', x)
    const frozen = map(build, [4], (o) => read(e, o), { stop: true })
    const product = elementwise('mul', e, frozen)
    const [gradient] = vjp([{ value: product, cotangent: map(build, [4], () => constant(1)) }], [x])
    const data = randomData([x], 2)
    const values = evaluate([gradient!], data).get(gradient!)!
    data.get(x)!.forEach((v, i) => expect(values[i]).toBeCloseTo(Math.exp(2 * v), 12))
  })
  it('sums of rows of an empty tensor', () => {
    const x = input('x', [2, 0])
    const total = sumRows(x)
    const [gradient] = vjp([{ value: total, cotangent: map(build, [2], () => constant(1)) }], [x])
    const results = evaluate([total, gradient!], new Map([[x, []]]))
    expect([...results.get(total)!]).toEqual([0, 0])
    expect(results.get(gradient!)!.length).toBe(0)
  })
})

describe('forward mode over reverse mode', () => {
  const x = input('x', [1, 2, 5])
  const w = input('w', [2, 2, 3])
  const one = map(build, [], () => constant(1))
  const losses: Record<string, Value> = {
    convolution: curve(convolution(x, w, 2, 1)),
    'maximum over windows': curve(pool('max', move.reshapeTo(build, convolution(x, w, 1, 1), [2, 5]), 3, 2, 1)),
    softmax: softmax(move.reshapeTo(build, convolution(x, w, 1, 0), [2, 3]), true),
  }
  for (const [name, output] of Object.entries(losses))
    it(`${name}: the Hessian is symmetric, and its product is that of reverse over reverse`, () => {
      const loss = reduce(build, 'sum', [], output.shape, (_, r) => apply('mul', read(output, r), read(output, r)))
      const [gradient] = vjp([{ value: loss, cotangent: one }], [w])
      const [u, v] = [input('u', w.shape), input('v', w.shape)]
      const data = randomData([x, w, u, v], 4)
      const [hu] = jvp([gradient!], new Map([[w, u]]))
      const [hv] = jvp([gradient!], new Map([[w, v]]))
      const [again] = vjp([{ value: gradient!, cotangent: u }], [w])
      const results = evaluate([hu!, hv!, again!], data)
      const dot = (a: Float64Array, b: readonly number[]): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0)
      expect(dot(results.get(hu!)!, data.get(v)!)).toBeCloseTo(dot(results.get(hv!)!, data.get(u)!), 11)
      results.get(again!)!.forEach((value, i) => expect(value).toBeCloseTo(results.get(hu!)![i]!, 11))
      expect(results.get(hu!)!.some((value) => Math.abs(value) > 1e-3)).toBe(true)
    })
})
