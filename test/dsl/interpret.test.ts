import { describe, expect, it } from 'vitest'
import { accumulator, apply, constant, fromIndex, read, select } from '../../src/dsl/comprehension/expression.js'
import { nonnegative, within } from '../../src/dsl/comprehension/guards.js'
import { minus, plus, variable } from '../../src/dsl/comprehension/index-expression.js'
import type { Leaf, Value } from '../../src/dsl/comprehension/types.js'
import { comprehension, leaf, operandsOf, topologicalOrder } from '../../src/dsl/comprehension/value.js'
import { formatValue } from '../../src/dsl/comprehension/format.js'
import { interpret } from '../../src/dsl/interpret.js'
import { map, reduce } from '../../src/dsl/primitives/map.js'
import { gatherAlong } from '../../src/dsl/primitives/scatter.js'
import { builder, input, integers } from './differentiate/support.js'

const build = builder()
const values = (value: Value, data: ReadonlyMap<Leaf, readonly number[]>): number[] => [
  ...interpret([value], (l) => data.get(l) ?? []).get(value)!,
]

describe('the reference interpreter', () => {
  const x = input('x', [2, 3])
  const data = new Map([[x, [1, 5, 2, -4, -6, -4]]])
  const rows = (kind: 'sum' | 'max' | 'min' | 'argmax' | 'argmin'): Value =>
    reduce(build, kind, [2], [3], ([i], [j]) => read(x, [i!, j!]))
  it('sums, extremes and their first winners', () => {
    expect(values(rows('sum'), data)).toEqual([8, -14])
    expect(values(rows('max'), data)).toEqual([5, -4])
    expect(values(rows('min'), data)).toEqual([1, -6])
    expect(values(rows('argmax'), data)).toEqual([1, 0])
    expect(values(rows('argmin'), data)).toEqual([0, 1])
  })
  it('a NaN wins, the first of several', () => {
    const withNaN = new Map([[x, [1, NaN, 9, NaN, 3, NaN]]])
    expect(values(rows('max'), withNaN)).toEqual([NaN, NaN])
    expect(values(rows('argmax'), withNaN)).toEqual([1, 0])
    expect(values(rows('argmin'), withNaN)).toEqual([1, 0])
  })
  it('an extreme starts at the first live point; without one it is 0, and there is no winner', () => {
    const guarded = (kind: 'max' | 'min' | 'argmax' | 'argmin'): Value =>
      reduce(build, kind, [2], [3], ([i], [j]) => read(x, [i!, j!]), {
        where: ([i], [j]) => [nonnegative(minus(minus(j!, 2), i!))],
      })
    expect(values(guarded('max'), data)).toEqual([2, 0])
    expect(values(guarded('min'), data)).toEqual([2, 0])
    expect(values(guarded('argmax'), data)).toEqual([2, -1])
    expect(values(guarded('argmin'), data)).toEqual([2, -1])
  })
  it('the body of a point that takes no part is not evaluated', () => {
    const shifted = reduce(build, 'max', [2], [3], ([i], [j]) => read(x, [i!, minus(j!, 1)]), {
      where: (_, [j]) => within(minus(j!, 1), 3),
    })
    expect(values(shifted, data)).toEqual([5, -4])
  })
  it('a scalar extreme over one point, guarded, needs no reduction', () => {
    const one = reduce(build, 'argmax', [3], [1], ([i]) => read(x, [0, i!]), {
      where: ([i]) => [nonnegative(minus(i!, 1))],
    })
    expect(values(one, data)).toEqual([-1, 0, 0])
  })
  it('epilogues see the reduced value', () => {
    const out = [variable(2, 'i')]
    const over = [variable(3, 'j')]
    const value = comprehension({
      name: 'quarter',
      dtype: 'f64',
      out,
      over,
      reduce: 'sum',
      body: read(x, [out[0]!, over[0]!]),
      post: apply('mul', constant(0.25), accumulator),
    })
    expect(values(value, data)).toEqual([2, -3.5])
    expect(formatValue(value)).toBe('quarter[i:2] = sum{j:3} x[i, j] |> 1/4 * ACC')
  })
  it('empty tensors: sums over nothing are 0, and results of extent 0 are empty', () => {
    const empty = input('e', [2, 0])
    const none = new Map([[empty, []]])
    expect(
      values(
        reduce(build, 'sum', [2], [0], ([i], [j]) => read(empty, [i!, j!])),
        none,
      ),
    ).toEqual([0, 0])
    expect(
      values(
        reduce(build, 'max', [2], [0], ([i], [j]) => read(empty, [i!, j!])),
        none,
      ),
    ).toEqual([0, 0])
    expect(
      values(
        map(build, [2, 0], (o) => read(empty, o)),
        none,
      ),
    ).toEqual([])
    expect(values(gatherAlong(build, empty, 1, integers('rows', [0])), none)).toEqual([])
  })
  it('masks are 0 and 1, integers are exact', () => {
    const positive = map(build, [2, 3], (o) => apply('lessThan', constant(0), read(x, o)), { dtype: 'bool' })
    expect(values(positive, data)).toEqual([1, 1, 1, 0, 0, 0])
    const bits = map(
      build,
      [2],
      ([i]) => apply('randomBits', fromIndex(0), fromIndex(0), fromIndex(i!), fromIndex(0)),
      { dtype: 'u32' },
    )
    expect(values(bits, data)[0]).toBe(0x6b200159)
  })
  it('an index out of range is an error that names the tensor', () => {
    const wrong = map(build, [3], ([i]) => read(x, [0, plus(i!, 1)]), { name: 'wrong' })
    expect(() => values(wrong, data)).toThrow('wrong reaches index 3 of axis 1 of x [2, 3]')
  })
  it('leaf data of the wrong length is an error', () => {
    expect(() =>
      values(
        map(build, [2, 3], (o) => read(x, o)),
        new Map([[x, [1]]]),
      ),
    ).toThrow(/x \[2, 3\] has 1 values/)
  })
  it('constants bring their data', () => {
    const two = leaf({ name: 'two', shape: [2], dtype: 'f64', role: 'constant', data: [1, 2] })
    expect(
      values(
        map(build, [2], (o) => read(two, o)),
        new Map(),
      ),
    ).toEqual([1, 2])
  })
})

describe('values', () => {
  const x = input('x', [3])
  it('operands include tensors read inside indices', () => {
    const rows = integers('rows', [2])
    expect(operandsOf(gatherAlong(build, x, 0, rows))).toEqual([x, rows])
  })
  it('order has operands before users, each value once', () => {
    const a = map(build, [3], (o) => apply('exp', read(x, o)))
    const b = map(build, [3], (o) => apply('mul', read(a, o), read(x, o)))
    expect(topologicalOrder([b, a])).toEqual([x, a, b])
  })
  it('a reduction over axes of extent 1 is a map, and guards on it become a choice', () => {
    const i = variable(3, 'i')
    const r = variable(1, 'r')
    const value = comprehension({
      name: 'm',
      dtype: 'f64',
      out: [i],
      over: [r],
      reduce: 'max',
      body: read(x, [plus(i, r)]),
    })
    expect([value.reduce, value.over]).toEqual(['none', []])
    expect(value.body).toBe(read(x, [i]))
  })
  it('rejects guards on sums and reduction variables without a reduction', () => {
    const r = variable(3, 'r')
    const where = [nonnegative(minus(r, 1))]
    expect(() =>
      comprehension({ name: 's', dtype: 'f64', out: [], over: [r], reduce: 'sum', body: read(x, [r]), where }),
    ).toThrow(/where/)
    expect(() => comprehension({ name: 's', dtype: 'f64', out: [], over: [r], body: read(x, [r]) })).toThrow(
      /without a reduction/,
    )
  })
  it('a choice between masks is spelled in formulas as the author would', () => {
    const i = variable(3, 'i')
    const value = comprehension({
      name: 'v',
      dtype: 'f64',
      out: [i],
      body: select([nonnegative(minus(i, 1))], read(x, [minus(i, 1)])),
    })
    expect(formatValue(value)).toBe('v[i:3] = {i-1 ≥ 0 ? x[i-1]}')
  })
})
