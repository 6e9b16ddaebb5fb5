/**
 * The contract of the constructors: each rewrite they make is a named entry and holds in the fields. Every pair that comes
 * up while operators, random graphs and random expressions are built is replayed at random points, ties and thresholds.
 */
import { describe, expect, it } from 'vitest'
import { primes, thresholdOf } from '../../../src/codegen/domains/field.js'
import { Random } from '../../../src/certify/meaning/random.js'
import { apply, constant, read, select } from '../../../src/dsl/comprehension/expression.js'
import { nonnegative, zero } from '../../../src/dsl/comprehension/guards.js'
import { minus, plus, variable } from '../../../src/dsl/comprehension/index-expression.js'
import { resetInterning } from '../../../src/dsl/comprehension/interning.js'
import { listenToRewrites, rewrites, type Before } from '../../../src/dsl/comprehension/rewrites.js'
import type { Expression, Value, Variable } from '../../../src/dsl/comprehension/types.js'
import { leaf } from '../../../src/dsl/comprehension/value.js'
import { rational } from '../../../src/dsl/rational.js'
import { isFloat } from '../../../src/shapes/dtype.js'
import { buildGraph, graphs } from '../../certify/graphs.js'
import { FieldEvaluator, isSameElement, type Point } from '../../support/field-expression.js'
import { randomGraph } from '../../support/random-graph.js'
import { forbidden } from './forbidden-rewrites.js'

interface Pair {
  readonly name: string
  readonly before: Before
  readonly after: Expression
}

const evaluators = primes.map((prime) => new FieldEvaluator(prime))

/** Numbers for whatever is read, the same at the same place: uniform, from {−1, 0, 1}, or next to thresholds. */
function pointOf({ field, prime }: FieldEvaluator, random: Random): Point & { readonly accumulator: number } {
  const mode = random.below(3)
  const near = [0, 1, -1, 0.5, 6].map((value) => thresholdOf(rational(Math.round(2 * value), 2), prime))
  const draw = (): number =>
    mode === 0 ? random.below(prime) - field.half
    : mode === 1 ? random.below(3) - 1
    : near[random.below(near.length)]! + random.below(3) - 1
  const variables = new Map<Variable, number>()
  const cells = new Map<string, number>()
  const remembered = <K>(map: Map<K, number>, key: K, make: () => number): number => {
    let value = map.get(key)
    if (value === undefined) map.set(key, (value = make()))
    return value
  }
  return {
    variable: (v) => remembered(variables, v, () => random.below(Math.max(1, v.extent))),
    read: (tensor: Value, at) =>
      remembered(cells, `${tensor.id} ${at.join(' ')}`, isFloat(tensor.dtype) ? draw : () => random.below(7)),
    accumulator: draw(),
  }
}

/** Points at which the left side has a value and the right side has not the same; and how many had a value at all. */
function replay(
  before: Before | Expression,
  after: Expression,
  random: Random,
  points: number,
): { wrong: number; defined: number } {
  const count = { wrong: 0, defined: 0 }
  for (const evaluator of evaluators)
    for (let n = 0; n < points; n++) {
      evaluator.model.reset(`${random.word()}`)
      const point = pointOf(evaluator, random)
      const left = evaluator.evaluate(before, point)
      if (Number.isNaN(left)) continue
      count.defined++
      if (!isSameElement(left, evaluator.evaluate(after, point))) count.wrong++
    }
  return count
}

/** Every rewrite that happens while `work` runs. */
function heard(work: () => void): readonly Pair[] {
  const pairs: Pair[] = []
  const before = listenToRewrites((name, left, after) => pairs.push({ name, before: left, after }))
  try {
    work()
  } finally {
    listenToRewrites(before)
  }
  return pairs
}

function expectFieldValid(pairs: readonly Pair[], points: number): Map<string, number> {
  const random = new Random('replay')
  const defined = new Map<string, number>()
  for (const { name, before, after } of pairs) {
    expect(Object.keys(rewrites)).toContain(name)
    const count = replay(before, after, random, points)
    if (count.wrong > 0) throw new Error(`${name}: wrong at ${count.wrong} of ${count.defined} points`)
    defined.set(name, (defined.get(name) ?? 0) + count.defined)
  }
  return defined
}

const x = leaf({ name: 'x', shape: [6], dtype: 'f32', role: 'input' })
const i = variable(3, 'i')
const j = variable(3, 'j')
const masks = ['lessThan', 'lessEqual', 'equal'] as const
const binary = ['add', 'sub', 'mul', 'mul', 'div', 'maximum', 'minimum'] as const
const unary = ['neg', 'abs', 'exp', 'relu', 'sqrt', 'tanh'] as const

/** Random trees, rich in what rules look for: constants, negations, guards, masks. */
function randomExpression(random: Random, depth: number): Expression {
  const operand = (): Expression => randomExpression(random, depth - 1)
  const guard = () =>
    random.below(2) === 0 ? nonnegative(minus(plus(i, random.below(4)), j)) : zero(minus(i, random.below(4)))
  switch (depth === 0 ? random.below(3) : random.below(11)) {
    case 0:
      return constant(rational(random.below(9) - 4, 1 + random.below(3)))
    case 1:
    case 2:
      return random.below(8) === 0 ? constant('pi') : read(x, [random.below(6)])
    case 3: {
      const guards = Array.from({ length: 1 + random.below(2) }, guard)
      const opposite = nonnegative(minus(-1, guards[0]!.of))
      const otherwise = [() => constant(0), operand, () => select([opposite], operand(), operand())]
      return select(guards, operand(), otherwise[random.below(3)]!())
    }
    case 4:
      return apply('where', randomMask(random, depth - 1), operand(), random.below(2) === 0 ? constant(0) : operand())
    case 5:
      return apply(unary[random.below(unary.length)]!, operand())
    default:
      return apply(binary[random.below(binary.length)]!, operand(), operand())
  }
}

function randomMask(random: Random, depth: number): Expression {
  const mask = (): Expression => randomMask(random, depth - 1)
  if (depth > 0 && random.below(3) === 0) return apply('not', mask())
  if (depth > 0 && random.below(3) === 0) return apply('and', mask(), mask())
  const operand = (): Expression => randomExpression(random, Math.max(0, depth - 1))
  return apply(masks[random.below(masks.length)]!, operand(), operand())
}

describe('rewrites of the constructors', () => {
  it('hold in every field, all of them, on random expressions', () => {
    const random = new Random('expressions')
    const pairs = heard(() => {
      for (let n = 0; n < 8000; n++) randomExpression(random, 2 + random.below(4))
    })
    expect(pairs.length).toBeGreaterThan(5000)
    const defined = expectFieldValid(pairs, 4)
    // derivatives alone push a product into a choice; the next test has those
    const met = [...defined].filter(([, points]) => points > 100).map(([name]) => name)
    expect([...met, 'product-into-choice'].sort()).toEqual(Object.keys(rewrites).sort())
  })

  it('hold in every field on operators with their gradients and on random graphs', () => {
    const pairs = heard(() => {
      resetInterning() // what was built before would not be built again
      for (const [name, make] of Object.entries(graphs)) buildGraph(name, make(), { verify: false })
      for (let seed = 0; seed < 25; seed++)
        buildGraph(`random ${seed}`, randomGraph(seed, { steps: 6 }).output, { verify: false })
    })
    const distinct = new Map(pairs.map((pair) => [`${pair.name} ${keyOf(pair.before)}`, pair]))
    expect(distinct.size).toBeGreaterThan(500)
    const defined = expectFieldValid([...distinct.values()], 2)
    expect(defined.get('product-into-choice')).toBeGreaterThan(10)
  })

  it('have a right side wherever the left side has a value, also at zero divisors', () => {
    const [a, b] = [read(x, [0]), read(x, [1])]
    const guarded = select([nonnegative(minus(i, j))], a)
    const random = new Random('zeros')
    const pairs = heard(() => {
      apply('div', guarded, b)
      apply('mul', apply('div', constant(3), b), a)
      apply('mul', constant(2), apply('div', constant(3), b))
    })
    expect(pairs.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['quotient-into-guard', 'numerator-outward', 'factor-into-numerator']),
    )
    for (const { name, before, after } of pairs)
      for (const evaluator of evaluators)
        for (const divisor of [0, 1, -1, 2]) {
          const drawn = pointOf(evaluator, random)
          const point: Point = { ...drawn, read: (t, at) => (t === x && at[0] === 1 ? divisor : drawn.read(t, at)) }
          const left = evaluator.evaluate(before, point)
          if (Number.isNaN(left)) expect(divisor).toBe(0)
          // a field has one zero: -0 is a way to hold it
          else expect(evaluator.evaluate(after, point) + 0, `${name} at ${divisor}`).toBe(left + 0)
        }
  })
})

const keyOf = (before: Before): string =>
  before.kind === 'apply' ?
    `${before.function} ${before.arguments.map(({ id }) => id).join(' ')}`
  : `${before.guards.map(({ test, of }) => test + of.id).join(' ')} ${before.then.id} ${before.otherwise.id}`

describe('forbidden rewrites', () => {
  const [a, b, c] = [read(x, [0]), read(x, [1]), read(x, [2])]

  it.each(forbidden)('$statement is not listed, is not made, and would be refused', ({ statement, left, right }) => {
    expect(Object.values(rewrites).join('; ')).not.toContain(statement)
    const made = left(a, b, c)
    expect(made).not.toBe(right(a, b, c))
    const { wrong, defined } = replay(made, right(a, b, c), new Random(statement), 200)
    expect(defined).toBeGreaterThan(100)
    expect(wrong / defined).toBeGreaterThan(0.05)
  })
})
