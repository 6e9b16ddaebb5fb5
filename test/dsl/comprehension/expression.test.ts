import { describe, expect, it } from 'vitest'
import { apply, constant, fromIndex, read, select } from '../../../src/dsl/comprehension/expression.js'
import { formatExpression } from '../../../src/dsl/comprehension/format.js'
import { isHeavy, readsOf, sizeOf, variablesIn } from '../../../src/dsl/comprehension/traverse.js'
import { replace, rewrite, substitute } from '../../../src/dsl/comprehension/substitute.js'
import { nonnegative, within } from '../../../src/dsl/comprehension/guards.js'
import { index, minus, plus, variable } from '../../../src/dsl/comprehension/index-expression.js'
import type { Expression } from '../../../src/dsl/comprehension/types.js'
import { comprehension, leaf, resetInterning } from '../../../src/dsl/comprehension/value.js'
import { interpret } from '../../../src/dsl/interpret.js'
import type { ScalarFunctionName } from '../../../src/dsl/scalar.js'
import { scalarFunctions } from '../../../src/dsl/scalar.js'
import { Generator } from '../../../src/runtime/random.js'

const x = leaf({ name: 'x', shape: [8], dtype: 'f64', role: 'input' })
const at = (i: number): Expression => read(x, [i])

interface Pair {
  readonly expression: Expression
  readonly naive: (values: readonly number[]) => number
}

/**
 * Set when a comparison is decided by rounding, or when something on the way is not finite: the simplified expression
 * may then differ (a division by the zero of a cancelled sum, whose sign is not kept).
 */
let excused = false
const watch = (value: number): number => {
  if (!Number.isFinite(value)) excused = true
  return value
}

const floatFunctions = ['add', 'sub', 'mul', 'div', 'neg', 'abs', 'maximum', 'minimum', 'relu'] as const
const comparisons = ['lessThan', 'lessEqual', 'equal'] as const

function randomMask(random: Generator, depth: number): Pair {
  const kind = random.integer(depth > 1 ? 5 : 3)
  if (kind === 3) {
    const a = randomMask(random, depth - 1)
    return { expression: apply('not', a.expression), naive: (v) => (a.naive(v) === 0 ? 1 : 0) }
  }
  const a = kind === 4 ? randomMask(random, depth - 1) : randomPair(random, depth - 1)
  const b = kind === 4 ? randomMask(random, depth - 1) : randomPair(random, depth - 1)
  const name = kind === 4 ? 'and' : comparisons[kind]!
  const naive = (v: readonly number[]): number => {
    const [left, right] = [a.naive(v), b.naive(v)]
    if (kind !== 4 && Math.abs(left - right) < 1e-9) excused = true
    return scalarFunctions[name].evaluate(left, right)
  }
  return { expression: apply(name, a.expression, b.expression), naive }
}

function randomPair(random: Generator, depth: number): Pair {
  if (depth <= 0 || random.integer(6) === 0) {
    if (random.integer(3) === 0) {
      const value = [0, 1, -1, 0.5, 2, -3, 0.1][random.integer(7)]!
      return { expression: constant(value), naive: () => value }
    }
    const i = random.integer(4)
    return { expression: at(i), naive: (v) => v[i]! }
  }
  if (random.integer(7) === 0) {
    const mask = randomMask(random, depth - 1)
    const a = randomPair(random, depth - 1)
    const b = randomPair(random, depth - 1)
    return {
      expression: apply('where', mask.expression, a.expression, b.expression),
      naive: (v) => (mask.naive(v) !== 0 ? a.naive(v) : b.naive(v)),
    }
  }
  const name: ScalarFunctionName = floatFunctions[random.integer(floatFunctions.length)]!
  const operands = Array.from({ length: scalarFunctions[name].arity }, () => randomPair(random, depth - 1))
  return {
    expression: apply(name, ...operands.map(({ expression }) => expression)),
    naive: (v) => watch(scalarFunctions[name].evaluate(...operands.map(({ naive }) => naive(v)))),
  }
}

const evaluate = (expression: Expression, values: readonly number[]): number => {
  const value = comprehension({ name: 'value', dtype: 'f64', out: [], body: expression })
  return interpret([value], () => values).get(value)![0]!
}

describe('simplification keeps the value', () => {
  it('on random expressions at random points', () => {
    const random = new Generator(4, 'simplify')
    let compared = 0
    for (let n = 0; n < 3000; n++) {
      const { expression, naive } = randomPair(random, 5)
      for (let k = 0; k < 3; k++) {
        const values = Array.from({ length: 8 }, () => 4 * random.uniform() - 2)
        excused = false
        const expected = naive(values)
        if (excused) continue
        const found = evaluate(expression, values)
        const error = Math.abs(found - expected) / Math.max(1, Math.abs(expected))
        // Constants fold exactly, so a quotient of nearly cancelled sums may differ by more than rounding of the result.
        if (error > 1e-7) throw new Error(`${formatExpression(expression)} is ${found}, expected ${expected}`)
        compared++
      }
    }
    expect(compared).toBeGreaterThan(5000)
  })

  it('keeps NaN and infinity where they arise without guards', () => {
    const a = at(0)
    for (const [value, e] of [
      [Infinity, apply('mul', a, constant(0))],
      [Infinity, apply('sub', a, a)],
      [0, apply('div', a, a)],
      [NaN, apply('relu', a)],
      [NaN, apply('maximum', a, constant(0))],
    ] as const) {
      expect(evaluate(e, [value, 0, 0, 0, 0, 0, 0, 0])).toBeNaN()
    }
    expect(evaluate(apply('div', constant(1), a), [0, 0, 0, 0, 0, 0, 0, 0])).toBe(Infinity)
  })

  it('a closed guard contributes exactly nothing, whatever multiplies it', () => {
    const i = variable(3, 'i')
    const guarded = select([nonnegative(minus(i, 1))], read(x, [i]))
    const product = apply('mul', guarded, at(7))
    const row = comprehension({ name: 'row', dtype: 'f64', out: [i], body: product })
    expect([...interpret([row], () => [1, 2, 3, 4, 5, 6, 7, Infinity]).get(row)!]).toEqual([0, Infinity, Infinity])
  })
})

describe('canonical forms', () => {
  const [a, b] = [at(0), at(1)]
  const same = (left: Expression, right: Expression): void =>
    expect(formatExpression(left)).toBe(formatExpression(right))
  it('constants fold as fractions', () => {
    expect(apply('mul', constant(0.1), apply('div', constant(1), constant(784)))).toBe(
      constant({ numerator: 1n, denominator: 7840n }),
    )
    expect(apply('add', constant(0.1), constant(0.2))).toBe(constant(0.3))
  })
  it('constants lead and merge in products', () => {
    same(apply('mul', apply('mul', a, constant(2)), apply('mul', constant(0.5), b)), apply('mul', a, b))
    same(apply('div', apply('mul', constant(3), a), constant(6)), apply('mul', constant(0.5), a))
  })
  it('negations cancel', () => {
    expect(apply('neg', apply('neg', a))).toBe(a)
    same(apply('add', a, apply('neg', b)), apply('sub', a, b))
    same(apply('mul', apply('neg', a), apply('neg', b)), apply('mul', a, b))
  })
  it('a·(1/b) is a/b', () => same(apply('mul', a, apply('div', constant(1), b)), apply('div', a, b)))
  it('x·0 stays', () => expect(apply('mul', a, constant(0)).kind).toBe('apply'))
  it('functions of constants stay, so that they mean the same on every target', () => {
    expect(apply('exp', constant(0)).kind).toBe('apply')
  })
  it('guards that bounds decide vanish, and equal ones merge', () => {
    const i = variable(4, 'i')
    expect(select(within(i, 4), a)).toBe(a)
    expect(select([nonnegative(minus(i, 4))], a, b)).toBe(b)
    const g = nonnegative(minus(i, 2))
    expect(select([g, g], select([g], a))).toBe(select([g], a))
  })
  it('a guard leaves products, quotients, negations and choices', () => {
    const g = [nonnegative(minus(variable(4, 'i'), 2))]
    const inner = select(g, a)
    expect(apply('mul', b, inner)).toBe(select(g, apply('mul', b, a)))
    expect(apply('div', inner, b)).toBe(select(g, apply('div', a, b)))
    expect(apply('neg', inner)).toBe(select(g, apply('neg', a)))
    const mask = apply('lessThan', a, b)
    expect(apply('where', mask, inner, constant(0))).toBe(select(g, apply('where', mask, a, constant(0))))
  })
})

describe('tools', () => {
  const i = variable(4, 'i')
  const e = apply('add', apply('exp', read(x, [i])), apply('mul', read(x, [i]), fromIndexAsFloat()))
  function fromIndexAsFloat(): Expression {
    return apply('toFloat', fromIndex(plus(i, 1)))
  }
  it('reads, variables, size and weight', () => {
    expect(readsOf(e)).toEqual([read(x, [i])])
    expect(variablesIn(e)).toEqual([i])
    expect(sizeOf(e)).toBe(4)
    expect(isHeavy(e)).toBe(true)
    expect(isHeavy(fromIndexAsFloat())).toBe(false)
  })
  it('substitute reaches reads, guards and indices', () => {
    const guarded = select([nonnegative(minus(i, 2))], e)
    const at3 = substitute(guarded, new Map([[i, index(3)]]))
    expect(formatExpression(at3)).toBe('exp(x[3]) + (x[3] * toFloat(4))')
    expect(substitute(guarded, new Map([[i, index(1)]]))).toBe(constant(0))
  })
  it('replace and rewrite', () => {
    expect(replace(e, read(x, [i]), constant(2))).toBe(
      rewrite(e, (node) => (node.kind === 'read' ? constant(2) : undefined)),
    )
  })
  it('wrong arity and rank are errors', () => {
    expect(() => apply('add', e)).toThrow(/takes 2 operands/)
    expect(() => read(x, [i, i])).toThrow(/rank 1/)
    expect(() => constant(NaN)).toThrow(/NaN/)
  })
  it('a deep graph with sharing is linear to build and to evaluate', () => {
    let sum: Expression = at(0)
    for (let n = 0; n < 60; n++) sum = apply('mul', constant(0.5), apply('add', apply('tanh', sum), apply('sin', sum)))
    expect(Number.isFinite(evaluate(sum, [1, 0, 0, 0, 0, 0, 0, 0]))).toBe(true)
  })
  it('resetting the tables keeps ids apart', () => {
    const before = apply('exp', at(0))
    resetInterning()
    const after = apply('exp', at(0))
    expect(after).not.toBe(before)
    expect(after.id).toBeGreaterThan(before.id)
  })
})
