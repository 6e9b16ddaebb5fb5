/** The scalar domains: one evaluator, four meanings of a number, which agree where they should. */
import { describe, expect, it } from 'vitest'
import { read, apply } from '../../src/dsl/comprehension/expression.js'
import type { Leaf, Value } from '../../src/dsl/comprehension/types.js'
import { jvp } from '../../src/dsl/differentiate/jvp.js'
import { dualNumbers } from '../../src/dsl/domain/dual.js'
import { exact } from '../../src/dsl/domain/exact.js'
import { f32, f64 } from '../../src/dsl/domain/floats.js'
import { DomainError } from '../../src/dsl/domain/scalar-domain.js'
import { prepareEvaluation } from '../../src/dsl/evaluate/prepare.js'
import { map, reduce } from '../../src/dsl/primitives/map.js'
import { gatherAlong, scatterAdd } from '../../src/dsl/primitives/scatter.js'
import { lookup } from '../../src/dsl/comprehension/index-expression.js'
import { within } from '../../src/dsl/comprehension/guards.js'
import { rational } from '../../src/dsl/rational.js'
import type { ScalarFunctionName } from '../../src/dsl/scalar.js'
import { scalarFunctions } from '../../src/dsl/scalar.js'
import { elementwise, matmul, meanSquare, pool, softmax } from './differentiate/operations.js'
import { builder, input, integers, randomData } from './differentiate/support.js'

const data =
  (numbers: ReadonlyMap<Leaf, ArrayLike<number>>) =>
  (leaf: Leaf): ArrayLike<number> =>
    numbers.get(leaf)!

/** Elements, floats of any domain or integers. */
const list = <T>(cells: ArrayLike<T> | Float64Array | undefined): (T | number)[] => Array.from<T | number>(cells!)

describe('one evaluator over every domain', () => {
  const a = input('a', [3, 4])
  const b = input('b', [4, 2])
  const rows = integers('rows', [5])
  const polynomial: Value[] = [
    matmul(a, b),
    elementwise('mul', a, elementwise('neg', a)),
    pool('max', a, 2, 1, 1),
    gatherAlong(builder(), a, 0, rows),
    reduce(builder(), 'argmax', [3], [4], ([i], [j]) => read(a, [i!, j!])),
    scatterAdd(builder(), [3, 4], [5, 4], ([p, q]) => {
      const row = lookup(rows, [p!])
      return { at: [row, q!], guards: within(row, 3), body: read(a, [0, q!]) }
    }),
    elementwise('relu', elementwise('add', a, elementwise('abs', a))),
  ]
  const numbers = new Map<Leaf, readonly number[]>([
    [a, [1, -2, 0.5, 3, 3, -1, 0.25, 2, -4, 0, 1, 1]],
    [b, [1, 2, -0.5, 4, 0, 8, 1, -1]],
    [rows, [2, 0, 7, 1, 2]],
  ])

  it('exact arithmetic, f64 and f32 agree to the last bit where nothing is rounded', () => {
    const inF64 = prepareEvaluation(f64, polynomial)({ data: data(numbers) })
    const inF32 = prepareEvaluation(f32, polynomial)({ data: data(numbers) })
    const inRationals = prepareEvaluation(exact, polynomial)({ data: data(numbers) })
    for (const value of polynomial) {
      const expected = [...inF64.get(value)!].map((x) => x + 0) // rationals have one zero
      expect(expected.some((x) => x !== 0)).toBe(true)
      expect([...inF32.get(value)!]).toEqual([...inF64.get(value)!])
      expect(list(inRationals.get(value)).map((x) => (typeof x === 'number' ? x : exact.toNumber(x)))).toEqual(expected)
    }
  })

  it('rationals are exact where f64 is not: one tenth times three is three tenths', () => {
    const x = input('x', [])
    const tripled = map(builder(), [], () => apply('add', read(x, []), apply('add', read(x, []), read(x, []))))
    const numbersOfX = new Map([[x, [0.1]]])
    const run = { data: data(numbersOfX) }
    expect(prepareEvaluation(f64, [tripled])(run).get(tripled)![0]).not.toBe(0.3)
    expect(prepareEvaluation(exact, [tripled])(run).get(tripled)![0]).toEqual(rational(3, 10))
    expect(prepareEvaluation(f32, [tripled])(run).get(tripled)![0]).toBe(Math.fround(0.3))
  })

  it('a function or a point without a rational value is a typed error that names it', () => {
    const x = input('x', [1])
    expect(() => prepareEvaluation(exact, [elementwise('exp', x)])).toThrow(DomainError)
    expect(() => prepareEvaluation(exact, [elementwise('exp', x)])).toThrow('exp: not a function of the rational')
    const quotient = elementwise('div', x, x)
    expect(() => prepareEvaluation(exact, [quotient])({ data: () => [0] })).toThrow(DomainError)
    expect(() => exact.constant('pi')).toThrow(DomainError)
  })

  it('a choice leaves the branch alone that is not taken', () => {
    const x = input('x', [2])
    const safe = map(builder(), [2], ([i]) =>
      apply(
        'where',
        apply('equal', read(x, [i!]), read(x, [0])),
        read(x, [i!]),
        apply('div', read(x, [0]), read(x, [i!])),
      ),
    )
    expect(prepareEvaluation(exact, [safe])({ data: () => [0, 5] }).get(safe)).toEqual([rational(0), rational(0)])
  })

  it('a value that is given is not computed, and a preparation runs again', () => {
    const product = matmul(a, b)
    const half = elementwise('mul', product, product)
    const run = prepareEvaluation(f64, [half], new Set([product]))
    const given = (x: number) => run({ known: () => new Float64Array(6).fill(x), data: () => [] }).get(half)!
    expect([...given(3)]).toEqual([9, 9, 9, 9, 9, 9])
    expect([...given(5)]).toEqual([25, 25, 25, 25, 25, 25])
  })
})

describe('dual numbers', () => {
  const duals = dualNumbers(f64)

  it('the tangent of an evaluation in duals is what jvp derives, over compositions', () => {
    const x = input('x', [3, 4])
    const y = input('y', [4, 3])
    const outputs = [softmax(matmul(x, y), true), pool('max', elementwise('tanh', x), 2, 1, 0), meanSquare(x, x)]
    const numbers = randomData([x, y], 7)
    const direction = randomData([x, y], 8)
    const tangents = new Map<Value, Value>([x, y].map((l) => [l, input(`d_${l.name}`, l.shape)]))
    for (const [l, values] of direction) numbers.set(tangents.get(l) as Leaf, values)
    const derived = jvp(outputs, tangents)
    const known = (value: Value) =>
      numbers.get(value as Leaf)!.map((primal, at) => ({ primal, tangent: direction.get(value as Leaf)![at]! }))
    const inDuals = prepareEvaluation(duals, outputs, new Set([x, y]))({ known, data: () => [] })
    outputs.forEach((output, position) => {
      const tangent = derived[position]
      const expected =
        tangent ?
          prepareEvaluation(f64, [tangent])({ data: data(numbers) }).get(tangent)!
        : new Float64Array(inDuals.get(output)!.length)
      list(inDuals.get(output)).forEach((dual, at) => {
        expect(typeof dual === 'number' ? 0 : (dual.tangent ?? 0)).toBeCloseTo(expected[at]!, 12)
      })
    })
  })

  const rows = Object.entries(scalarFunctions).filter(([, { derivative }]) => derivative !== null)
  it.each(rows.map(([name]) => name as ScalarFunctionName))('%s: the rule in duals is its slope', (name) => {
    if (name === 'where') return expect(() => duals.function('where')).not.toThrow()
    const { evaluate, arity } = scalarFunctions[name]
    const at = [0.7, 1.3].slice(0, arity)
    for (let moved = 0; moved < arity; moved++) {
      const operands = at.map((primal, i) => ({ primal, tangent: i === moved ? 1 : null }))
      const shifted = (by: number): number => evaluate(...at.map((x, i) => (i === moved ? x + by : x)))
      const slope = (8 * (shifted(1e-3) - shifted(-1e-3)) - (shifted(2e-3) - shifted(-2e-3))) / 12e-3
      expect(duals.function(name)(...operands).tangent).toBeCloseTo(slope, 9)
    }
  })

  it('duals of duals give the second derivative, duals of rationals an exact one', () => {
    const second = dualNumbers(duals)
    const x = { primal: { primal: 3, tangent: 1 }, tangent: { primal: 1, tangent: null } }
    const cube = second.mul(x, second.mul(x, x))
    expect(cube.tangent?.tangent).toBe(18)
    const exactDuals = dualNumbers(exact)
    const third = { primal: rational(1, 3), tangent: rational(1) }
    expect(exactDuals.mul(third, third).tangent).toEqual(rational(2, 3))
  })

  it('what does not move has no tangent, not a zero that an infinite factor would turn into NaN', () => {
    expect(duals.div(duals.fromNumber(1), duals.fromNumber(0))).toEqual({ primal: Infinity, tangent: null })
  })
})
