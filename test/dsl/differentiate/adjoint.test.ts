import { describe, expect, it } from 'vitest'
import { apply, constant, read } from '../../../src/dsl/comprehension/expression.js'
import { readsOf } from '../../../src/dsl/comprehension/traverse.js'
import { plus, times } from '../../../src/dsl/comprehension/index-expression.js'
import type { Comprehension, Value } from '../../../src/dsl/comprehension/types.js'
import { topologicalOrder } from '../../../src/dsl/comprehension/value.js'
import { formatValue } from '../../../src/dsl/comprehension/format.js'
import { jvp } from '../../../src/dsl/differentiate/jvp.js'
import { vjp } from '../../../src/dsl/differentiate/vjp.js'
import { map, reduce } from '../../../src/dsl/primitives/map.js'
import * as move from '../../../src/dsl/primitives/movement.js'
import { convolution, elementwise, matmul, pool, softmax } from './operations.js'
import { builder, evaluate, input, randomData } from './support.js'

const build = builder()

/** The gradient of Σ g·output with respect to x, where g is an input of the output's shape. */
function gradient(output: Value, x: Value): Comprehension {
  const [result] = vjp([{ value: output, cotangent: input('g', output.shape) }], [x])
  return result as Comprehension
}

const valuesOf = (value: Value): number => topologicalOrder([value]).length

describe('bijective movement has pure movement as its adjoint', () => {
  const x = input('x', [4, 6, 5])
  const movements: Record<string, Comprehension> = {
    reshape: move.reshapeTo(build, x, [6, 20]),
    'reshape with radices that do not nest': move.reshapeTo(build, input('y', [10, 6]), [15, 4]),
    flatten: move.reshapeTo(build, x, [120]),
    'un-flatten': move.reshapeTo(build, input('y', [120]), [4, 6, 5]),
    permute: move.permuteBy(build, x, [2, 0, 1]),
    flip: move.flipAxes(build, x, [0, 1, 2]),
    'head split': map(build, [4, 3, 5, 2], ([n, h, t, e]) => read(x, [n!, plus(times(h!, 2), e!), t!])),
    'space to depth': map(build, [2, 3, 2, 2, 5], ([y, z, i, j, c]) =>
      read(x, [plus(times(y!, 2), i!), plus(times(z!, 2), j!), c!]),
    ),
  }
  for (const [name, value] of Object.entries(movements))
    it(name, () => {
      const source = readsOf(value.body)[0]!.tensor
      const adjoint = gradient(value, source)
      expect(adjoint.over).toEqual([])
      expect(adjoint.body.kind).toBe('read')
    })
})

describe('the shape of derived adjoints', () => {
  it('matmul: one product summed over the other axis, no guards', () => {
    const a = input('a', [3, 4])
    const b = input('b', [4, 5])
    const da = gradient(matmul(a, b), a)
    expect(da.over.map(({ extent }) => extent)).toEqual([5])
    expect(formatValue(da)).toBe('a_gradient[i:3, j:4] = sum{j:5} b[j, j] * g[i, j]')
  })
  it('pooling without overlap has no reduction', () => {
    const x = input('x', [2, 6, 4])
    expect(gradient(pool('sum', x, 2, 2, 0), x).over).toEqual([])
    expect(gradient(pool('max', x, 2, 2, 0), x).over).toEqual([])
  })
  it('up-sampling sums over its factor only', () => {
    const x = input('x', [3])
    const up = map(build, [3, 4], ([i]) => read(x, [i!]))
    expect(gradient(move.reshapeTo(build, up, [12]), x).over.map(({ extent }) => extent)).toEqual([4])
  })
  it('convolution: channels and kernel, the position is solved', () => {
    const x = input('x', [1, 2, 8, 8])
    const w = input('w', [3, 2, 3, 3])
    const dx = gradient(convolution(x, w, 1, 1), x)
    expect(dx.over.map(({ extent }) => extent).sort()).toEqual([3, 3, 3])
  })
  it('a kernel as wide as its stride leaves no kernel loop: the congruence has one solution', () => {
    const x = input('x', [1, 2, 8, 8])
    const w = input('w', [3, 2, 2, 2])
    expect(gradient(convolution(x, w, 2, 0), x).over.map(({ extent }) => extent)).toEqual([3])
  })
  it('exp, tanh and sigmoid read their own output', () => {
    const x = input('x', [4])
    for (const name of ['exp', 'tanh', 'sigmoid', 'relu', 'sqrt'] as const) {
      const y = elementwise(name, x)
      expect(readsOf(gradient(y, x).body).map(({ tensor }) => tensor)).toContain(y)
      const tangent = jvp([y], new Map([[x, input('v', [4])]]))[0] as Comprehension
      expect(readsOf(tangent.body).map(({ tensor }) => tensor)).toContain(y)
    }
  })
  it('an override replaces the derived rule', () => {
    const z = input('z', [3, 4])
    expect(valuesOf(gradient(softmax(z, true), z))).toBeLessThan(valuesOf(gradient(softmax(z, false), z)))
  })
  it('gradients prefer the layout of their primal and keep its site', () => {
    const x = input('x', [4])
    expect(gradient(elementwise('exp', x), x).like).toBe(x)
  })
})

describe('structural zeros', () => {
  const x = input('x', [3])
  const y = input('y', [3])
  it('a disconnected operand has no gradient, not zeros', () => {
    expect(vjp([{ value: elementwise('exp', x), cotangent: input('g', [3]) }], [y])).toEqual([null])
    expect(jvp([elementwise('exp', x)], new Map([[y, input('v', [3])]]))).toEqual([null])
  })
  it('a stopped value passes nothing on', () => {
    const stopped = map(build, [3], (o) => apply('exp', read(x, o)), { stop: true })
    expect(vjp([{ value: elementwise('neg', stopped), cotangent: input('g', [3]) }], [x])).toEqual([null])
    expect(jvp([elementwise('neg', stopped)], new Map([[x, input('v', [3])]]))).toEqual([null])
  })
  it('a stopped value that is asked for is as a leaf', () => {
    const stopped = map(build, [3], (o) => apply('exp', read(x, o)), { stop: true })
    const negative = elementwise('neg', stopped)
    const [g, v] = [input('g', [3]), input('v', [3])]
    const data = new Map([
      [x, [1, 2, 3]],
      [g, [4, 5, 6]],
      [v, [7, 8, 9]],
    ])
    const [dx, ds] = vjp([{ value: negative, cotangent: g }], [x, stopped])
    expect(dx).toBeNull()
    expect([...evaluate([ds!], data).get(ds!)!]).toEqual([-4, -5, -6])
    const [dy] = jvp([negative], new Map<Value, Value>([[stopped, v]]))
    expect([...evaluate([dy!], data).get(dy!)!]).toEqual([-7, -8, -9])
  })
  it('the output itself gets its cotangent', () => {
    const g = input('g', [3])
    expect(vjp([{ value: x, cotangent: g }], [x])).toEqual([g])
  })
  it('a closed gate lets nothing through, even of an infinite cotangent', () => {
    const g = input('g', [3])
    const data = randomData([x], 1)
    data.set(x, [-1, 2, 0])
    data.set(g, [Infinity, 3, Infinity])
    const [dx] = vjp([{ value: elementwise('relu', x), cotangent: g }], [x])
    expect([...evaluate([dx!], data).get(dx!)!]).toEqual([0, 3, 0])
  })
  it('rejects cotangents and tangents of another shape, and epilogues', () => {
    expect(() => vjp([{ value: x, cotangent: input('g', [4]) }], [x])).toThrow(/\[4\]/)
    expect(() => jvp([x], new Map([[x, input('v', [4])]]))).toThrow(/\[4\]/)
    const withPost = { ...elementwise('exp', x), post: constant(1) }
    expect(() => vjp([{ value: withPost, cotangent: input('g', [3]) }], [x])).toThrow(/epilogue/)
    expect(() => jvp([withPost], new Map([[x, input('v', [3])]]))).toThrow(/epilogue/)
  })
})

describe('ties and kinks', () => {
  const values = (value: Value, data: Parameters<typeof evaluate>[1]): number[] => [
    ...evaluate([value], data).get(value)!,
  ]
  const ones = (shape: readonly number[]): Value => map(build, shape, () => constant(1))
  it('elementwise maximum and minimum share equally', () => {
    const a = input('a', [3])
    const b = input('b', [3])
    const data = new Map([
      [a, [1, 2, 3]],
      [b, [2, 2, 1]],
    ])
    for (const [name, da, db] of [
      ['maximum', [0, 0.5, 1], [1, 0.5, 0]],
      ['minimum', [1, 0.5, 0], [0, 0.5, 1]],
    ] as const) {
      const [first, second] = vjp([{ value: elementwise(name, a, b), cotangent: ones([3]) }], [a, b])
      expect(values(first!, data)).toEqual(da)
      expect(values(second!, data)).toEqual(db)
    }
  })
  it('reductions give all to the first winner in row-major order', () => {
    const x = input('x', [2, 4])
    const data = new Map([[x, [1, 5, 5, 2, -3, -3, -7, -7]]])
    for (const [kind, expected] of [
      ['max', [0, 1, 0, 0, 1, 0, 0, 0]],
      ['min', [1, 0, 0, 0, 0, 0, 1, 0]],
    ] as const) {
      const rows = reduce(build, kind, [2], [4], ([i], [j]) => read(x, [i!, j!]))
      expect(values(vjp([{ value: rows, cotangent: ones([2]) }], [x])[0]!, data)).toEqual(expected)
      expect(values(jvp([rows], new Map([[x, ones([2, 4])]]))[0]!, data)).toEqual([1, 1])
    }
  })
  it('overlapping windows with ties', () => {
    const x = input('x', [1, 5])
    const data = new Map([[x, [1, 1, 1, 0, 1]]])
    const pooled = pool('max', x, 3, 1, 0)
    expect(values(vjp([{ value: pooled, cotangent: ones([1, 3]) }], [x])[0]!, data)).toEqual([1, 1, 1, 0, 0])
  })
  it('relu, abs and sqrt have derivative 0 at 0, sqrt also below', () => {
    const x = input('x', [3])
    const data = new Map([[x, [-1, 0, 4]]])
    for (const [name, expected] of [
      ['relu', [0, 0, 1]],
      ['abs', [-1, 0, 1]],
      ['sqrt', [0, 0, 0.25]],
    ] as const)
      expect(values(vjp([{ value: elementwise(name, x), cotangent: ones([3]) }], [x])[0]!, data)).toEqual(expected)
  })
  it('padding never wins, and a window of padding only gets no gradient', () => {
    const x = input('x', [1, 2])
    const data = new Map([[x, [-5, -4]]])
    const pooled = pool('max', x, 2, 2, 3)
    expect(values(pooled, data)).toEqual([0, -5, -4, 0])
    expect(values(vjp([{ value: pooled, cotangent: ones([1, 4]) }], [x])[0]!, data)).toEqual([1, 1])
  })
})

describe('size', () => {
  it('is linear in the number of reads, and nothing recurses once per node', () => {
    const x = input('x', [2])
    let value: Value = x
    for (let n = 0; n < 20_000; n++) value = elementwise(n % 2 === 0 ? 'tanh' : 'neg', value)
    const [dx] = vjp([{ value, cotangent: input('g', [2]) }], [x])
    const [dy] = jvp([value], new Map([[x, input('v', [2])]]))
    expect(topologicalOrder([dx!]).length).toBeLessThan(45_000)
    expect(topologicalOrder([dy!]).length).toBeLessThan(45_000)
  })
  it('a value read by a thousand others adds its parts in bodies of bounded size', () => {
    const x = input('x', [1])
    const parts = Array.from({ length: 1000 }, () => elementwise('exp', x))
    const g = input('g', [1])
    const [dx] = vjp(
      parts.map((value) => ({ value, cotangent: g })),
      [x],
    )
    for (const v of topologicalOrder([dx!]))
      if (v.kind === 'comprehension') expect(readsOf(v.body).length).toBeLessThanOrEqual(16)
    const data = randomData([x, g], 3)
    expect(evaluate([dx!], data).get(dx!)![0]! / (1000 * Math.exp(data.get(x)![0]!) * data.get(g)![0]!)).toBeCloseTo(
      1,
      12,
    )
  })
})
