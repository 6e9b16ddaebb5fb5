import { describe, expect, it } from 'vitest'
import { decide, evaluateGuard, nonnegative, openGuards, within, zero } from '../../../src/dsl/comprehension/guards.js'
import {
  evaluateIndex,
  floorDivide,
  formatIndex,
  index,
  lookup,
  minus,
  modulo,
  plus,
  rangeOf,
  substituteIndex,
  times,
  variable,
  variablesOf,
} from '../../../src/dsl/comprehension/index-expression.js'
import type { Index, Variable } from '../../../src/dsl/comprehension/types.js'
import { leaf } from '../../../src/dsl/comprehension/value.js'
import { linearIndex, pointAt } from '../../../src/dsl/primitives/movement.js'
import { Generator } from '../../../src/runtime/random.js'

type Point = ReadonlyMap<Variable, number>

/** Every point of a box. */
function* box(variables: readonly Variable[]): Generator_<Point> {
  const count = variables.reduce((product, { extent }) => product * extent, 1)
  for (let number = 0; number < count; number++) {
    const point = new Map<Variable, number>()
    let rest = number
    for (const v of variables) {
      point.set(v, rest % v.extent)
      rest = Math.floor(rest / v.extent)
    }
    yield point
  }
}
type Generator_<T> = globalThis.Generator<T>

/** An index beside its naive meaning, built by the same operations. */
interface Pair {
  readonly index: Index
  readonly naive: (point: Point) => number
}

const floor = (a: number, q: number): number => Math.floor(a / q)

/** A random expression over the variables, up to `depth` operations deep. */
function randomPair(random: Generator, variables: readonly Variable[], depth: number): Pair {
  const kind = depth === 0 ? random.integer(2) : 1 + random.integer(6)
  if (kind === 0) {
    const value = random.integer(13) - 6
    return { index: index(value), naive: () => value }
  }
  if (kind === 1) {
    const v = variables[random.integer(variables.length)]!
    return { index: index(v), naive: (point) => point.get(v)! }
  }
  const a = randomPair(random, variables, depth - 1)
  if (kind <= 3) {
    const b = randomPair(random, variables, depth - 1)
    return kind === 2 ?
        { index: plus(a.index, b.index), naive: (p) => a.naive(p) + b.naive(p) }
      : { index: minus(a.index, b.index), naive: (p) => a.naive(p) - b.naive(p) }
  }
  if (kind === 4) {
    const factor = random.integer(11) - 5
    return { index: times(a.index, factor), naive: (p) => a.naive(p) * factor }
  }
  const by = 1 + random.integer(12)
  return kind === 5 ?
      { index: floorDivide(a.index, by), naive: (p) => floor(a.naive(p), by) }
    : { index: modulo(a.index, by), naive: (p) => a.naive(p) - by * floor(a.naive(p), by) }
}

const at = (point: Point) => (v: Variable) => point.get(v)!

describe('index arithmetic equals naive evaluation', () => {
  it('on every point of small boxes, for 4,000 random expressions', () => {
    const random = new Generator(1, 'index arithmetic')
    let points = 0
    for (let n = 0; n < 4000; n++) {
      const variables = [
        variable(2 + random.integer(4), 'a'),
        variable(1 + random.integer(5), 'b'),
        variable(2 + random.integer(3), 'c'),
      ]
      const { index: built, naive } = randomPair(random, variables, 1 + random.integer(5))
      const [low, high] = rangeOf(built)
      for (const point of box(variables)) {
        const expected = naive(point)
        const found = evaluateIndex(built, at(point))
        if (found !== expected || found < low || found > high) {
          throw new Error(`${formatIndex(built)} is ${found}, expected ${expected}, range ${low}…${high}`)
        }
        points++
      }
    }
    expect(points).toBeGreaterThan(100_000)
  })

  it('after substituting expressions for variables', () => {
    const random = new Generator(2, 'substitution')
    for (let n = 0; n < 1500; n++) {
      const variables = [variable(4, 'a'), variable(3, 'b'), variable(5, 'c')]
      const outer = randomPair(random, variables, 4)
      const a = variables[0]!
      // A variable may only be replaced by something in its range.
      const any = randomPair(random, variables.slice(1), 2)
      const inner: Pair = { index: modulo(any.index, 4), naive: (p) => any.naive(p) - 4 * floor(any.naive(p), 4) }
      const substituted = substituteIndex(outer.index, new Map([[a, inner.index]]))
      expect(variablesOf(substituted)).not.toContain(a)
      for (const point of box(variables.slice(1))) {
        const naive = outer.naive(new Map([...point, [a, inner.naive(point)]]))
        expect(evaluateIndex(substituted, at(point)) === naive).toBe(true)
      }
    }
  })

  it('guards are decided only when every point agrees', () => {
    const random = new Generator(3, 'guards')
    let decided = 0
    for (let n = 0; n < 2000; n++) {
      const variables = [variable(3, 'a'), variable(4, 'b')]
      const { index: of } = randomPair(random, variables, 3)
      for (const guard of [nonnegative(of), zero(of)]) {
        const verdict = decide(guard)
        if (verdict === undefined) continue
        decided++
        for (const point of box(variables)) expect(evaluateGuard(guard, at(point))).toBe(verdict)
      }
    }
    expect(decided).toBeGreaterThan(500)
  })
})

describe('canonical forms', () => {
  const a = variable(6, 'a')
  const b = variable(4, 'b')
  const e = plus(times(a, 4), b)

  it('equal sums are one object', () => {
    expect(plus(a, b)).toBe(plus(b, a))
    expect(minus(plus(a, b), b)).toBe(index(a))
    expect(times(plus(a, 1), 3)).toBe(plus(times(a, 3), 3))
  })
  it('a variable of extent 1 is 0', () => expect(index(variable(1))).toBe(index(0)))
  it('digits of a mixed-radix number are its variables', () => {
    expect(floorDivide(e, 4)).toBe(index(a))
    expect(modulo(e, 4)).toBe(index(b))
  })
  it('q·⌊e/q⌋ + e mod q is e', () => {
    for (const q of [2, 3, 5, 8, 12]) expect(plus(times(floorDivide(e, q), q), modulo(e, q))).toBe(e)
    for (const q of [3, 5, 7]) {
      const shifted = plus(times(e, 2), 5)
      expect(plus(times(floorDivide(shifted, q), 3 * q), times(modulo(shifted, q), 3))).toBe(times(shifted, 3))
    }
  })
  it('e − e mod q is q·⌊e/q⌋', () => expect(minus(e, modulo(e, 5))).toBe(times(floorDivide(e, 5), 5)))
  it('floors nest', () => expect(floorDivide(floorDivide(e, 3), 5)).toBe(floorDivide(e, 15)))
  it('−e mod 2 is e mod 2', () => expect(modulo(times(plus(a, b), -1), 2)).toBe(modulo(plus(a, b), 2)))
  it('reshape of reshape is the identity', () => {
    for (const [from, via] of [
      [
        [4, 6],
        [3, 8],
      ],
      [
        [2, 3, 4],
        [6, 4],
      ],
      [
        [10, 6],
        [15, 4],
      ],
      [[5, 7], [35]],
    ] as const) {
      const out = from.map((n) => variable(n))
      const there = pointAt(linearIndex(out, from), via)
      const back = pointAt(linearIndex(there, via), from)
      expect(back).toEqual(out.map(index))
    }
  })
  it('a lookup has no range, so its guards stay', () => {
    const table = leaf({ name: 't', shape: [4], dtype: 'i32', role: 'input' })
    const row = lookup(table, [b])
    expect(lookup(table, [b])).toBe(row)
    expect(openGuards(within(row, 10))).toHaveLength(2)
    expect(
      evaluateIndex(
        plus(times(row, 2), 1),
        () => 3,
        (_, i) => 10 * i[0]!,
      ),
    ).toBe(61)
  })
  it('rejects divisors that are not positive integers', () => {
    expect(() => floorDivide(a, 0)).toThrow(/divisor 0/)
    expect(() => modulo(a, -2)).toThrow(/divisor -2/)
    expect(() => index(0.5)).toThrow(/0.5/)
  })
})
