/**
 * Each derivative rule of the scalar table against the real function, outside the field: by central differences of step
 * 2^-80 in fixed-point numbers of 512 places. Second order goes through the expression of the rule: it is evaluated on
 * dual numbers, whose own tangents are the rules of the table, and compared with second differences.
 *
 * A central difference errs by h²·f'''/6, about 1e-48·f''' at this step, and rounding adds less than 1e-100, so 1e-40
 * is asked. Points are generic, on both sides of every kink. At a kink a rule is a convention, but must lie between the
 * slopes on either side (√ at 0, where the slope is infinite, has the rule 0 by decree).
 */
import { describe, expect, it } from 'vitest'
import { scalarFunctions, type ScalarFunction, type ScalarFunctionName } from '../../../src/dsl/scalar.js'
import type { Rules } from '../../../src/dsl/scalar/function.js'
import {
  absolute,
  cosine,
  exponential,
  fixed,
  logarithm,
  one,
  over,
  sine,
  squareRoot,
  times,
  toNumber,
} from './fixed-point.js'

type Table = Readonly<Record<ScalarFunctionName, ScalarFunction>>
type Real = (...x: bigint[]) => bigint
interface Reference {
  readonly value: Real
  /** At least one in each branch; none for a function that rules use and that has no derivative. */
  readonly points: readonly (readonly number[])[]
}

const mask = (truth: boolean): bigint => (truth ? one : 0n)
/** a/0, which a branch not taken may hold and drop: so large that any comparison it reached would fail. */
const undefinedQuotient = one << 5000n

const pairs = [
  [0.7, 1.9],
  [-1.3, 0.4],
  [2.6, -0.8],
]
const line = [[0.7], [-1.3], [2.9], [-0.11]]
const references: Partial<Record<ScalarFunctionName, Reference>> = {
  add: { value: (a, b) => a! + b!, points: pairs },
  sub: { value: (a, b) => a! - b!, points: pairs },
  mul: { value: (a, b) => times(a!, b!), points: pairs },
  div: { value: (a, b) => (b === 0n ? undefinedQuotient : over(a!, b!)), points: pairs },
  neg: { value: (a) => -a!, points: line },
  abs: { value: (a) => absolute(a!), points: line },
  maximum: { value: (a, b) => (a! > b! ? a! : b!), points: pairs },
  minimum: { value: (a, b) => (a! < b! ? a! : b!), points: pairs },
  relu: { value: (x) => (x! > 0n ? x! : 0n), points: line },
  sqrt: { value: (x) => (x! > 0n ? squareRoot(x!) : 0n), points: line },
  where: {
    value: (m, a, b) => (m! !== 0n ? a! : b!),
    points: [
      [1, 0.7, -1.9],
      [0, 0.7, -1.9],
    ],
  },
  exp: { value: (x) => exponential(x!), points: line },
  log: { value: (x) => logarithm(x!), points: [[0.3], [1.7], [5.3]] },
  tanh: {
    value: (x) => over(exponential(x!) - exponential(-x!), exponential(x!) + exponential(-x!)),
    points: line,
  },
  sigmoid: { value: (x) => over(exponential(x!), one + exponential(x!)), points: line },
  softplus: { value: (x) => logarithm(one + exponential(x!)), points: line },
  sin: { value: (x) => sine(x!), points: line },
  cos: { value: (x) => cosine(x!), points: line },
  lessThan: { value: (a, b) => mask(a! < b!), points: [] },
  equal: { value: (a, b) => mask(a === b), points: [] },
}

const step = one >> 80n
const tolerance = one / 10n ** 40n

const valueOf =
  (name: ScalarFunctionName): Real =>
  (...x) => {
    const reference = references[name]
    if (!reference) throw new Error(`${name}: no reference function`)
    return reference.value(...x)
  }

const real: Rules<bigint> = {
  apply: (name, ...operands) => valueOf(name)(...operands),
  constant: (c) => (typeof c === 'number' ? fixed(c) : over(c.numerator * one, c.denominator * one)),
}

interface Dual {
  readonly value: bigint
  readonly tangent: bigint
}

/** Functions without a derivative, comparisons, are constant at generic points. */
const dual = (table: Table): Rules<Dual> => ({
  apply: (name, ...operands) => {
    const x = operands.map(({ value }) => value)
    const y = valueOf(name)(...x)
    const rules = table[name].derivative?.(real) ?? []
    const tangent = rules.reduce((sum, rule, k) => sum + times(rule(y, ...x), operands[k]!.tangent), 0n)
    return { value: y, tangent }
  },
  constant: (c) => ({ value: real.constant(c), tangent: 0n }),
})

const moved = (x: readonly bigint[], k: number, by: bigint): bigint[] => x.map((v, at) => (at === k ? v + by : v))

/** ∂ₖ of a function of reals, by a central difference. */
const difference =
  (f: Real, k: number): Real =>
  (...x) =>
    over(f(...moved(x, k, step)) - f(...moved(x, k, -step)), 2n * step)

/** Where a row's rules, and the rules of what they are written with, leave the real derivatives. */
function faults(name: ScalarFunctionName, table: Table = scalarFunctions): string[] {
  const found: string[] = []
  const row = table[name]
  const f = valueOf(name)
  const floats = [...row.operands.keys()].filter((k) => row.operands[k] === 'float')
  const compare = (what: string, rule: bigint, truth: bigint): void => {
    if (absolute(rule - truth) > tolerance) found.push(`${what}: ${toNumber(rule)} for ${toNumber(truth)}`)
  }
  for (const point of references[name]!.points) {
    const x = point.map(fixed)
    const rules = row.derivative!(real)
    for (const i of floats) {
      compare(`d${i} at ${point}`, rules[i]!(f(...x), ...x), difference(f, i)(...x))
      for (const j of floats) {
        const on = dual(table)
        const operands = x.map((value, k) => ({ value, tangent: k === j ? one : 0n }))
        const second = row.derivative!(on)[i]!(on.apply(name, ...operands), ...operands).tangent
        compare(`d${j} d${i} at ${point}`, second, difference(difference(f, i), j)(...x))
      }
    }
  }
  return found
}

const differentiable = (Object.keys(scalarFunctions) as ScalarFunctionName[]).filter(
  (name) => scalarFunctions[name].derivative,
)

/** The table with 2^-100 added to one rule, about 1e-30. */
function corrupted(name: ScalarFunctionName, operand: number): Table {
  const row = scalarFunctions[name]
  const derivative: NonNullable<ScalarFunction['derivative']> = (make) =>
    row.derivative!(make).map((rule, k) =>
      k === operand ? (y, ...x) => make.apply('add', rule(y, ...x), make.constant(2 ** -100)) : rule,
    )
  return { ...scalarFunctions, [name]: { ...row, derivative } }
}

describe('the reference functions', () => {
  it('agree with f64 and with identities to 1e-100', () => {
    const x = fixed(1.3)
    for (const [found, zero] of [
      [exponential(x), logarithm(exponential(x)) - x],
      [sine(x), times(sine(x), sine(x)) + times(cosine(x), cosine(x)) - one],
      [squareRoot(x), times(squareRoot(x), squareRoot(x)) - x],
    ] as const) {
      expect(found).not.toBe(0n)
      expect(absolute(zero) < one / 10n ** 100n).toBe(true)
    }
    for (const name of differentiable)
      for (const point of references[name]!.points)
        expect(toNumber(valueOf(name)(...point.map(fixed)))).toBeCloseTo(scalarFunctions[name].evaluate(...point), 12)
  })
})

describe('derivative rules are those of the real function, to first and second order', () => {
  it('every row with a derivative has a reference and points', () => {
    expect(differentiable.filter((name) => !references[name]?.points.length)).toEqual([])
  })
  for (const name of differentiable) {
    it(name, () => expect(faults(name)).toEqual([]))
    it(`${name}: a rule wrong by 1e-30 is seen`, () => {
      for (const [k, kind] of scalarFunctions[name].operands.entries())
        if (kind === 'float') expect(faults(name, corrupted(name, k)).length).toBeGreaterThan(0)
    })
  }
  it('a wrong sign in the second derivative only is seen', () => {
    // cos x at first order, and a sine of the wrong sign behind it
    const row = scalarFunctions.cos
    const wrong: ScalarFunction = { ...row, derivative: ({ apply }) => [(_, x) => apply('sin', x!)] }
    const found = faults('sin', { ...scalarFunctions, cos: wrong })
    expect(found.length).toBe(references.sin!.points.length)
    expect(found.every((fault) => fault.startsWith('d0 d0'))).toBe(true)
  })
})

/** Where two branches meet. */
const kinks: Partial<Record<ScalarFunctionName, readonly (readonly number[])[]>> = {
  abs: [[0]],
  relu: [[0]],
  maximum: [
    [0.7, 0.7],
    [0, 0],
    [-1.5, -1.5],
  ],
  minimum: [
    [0.7, 0.7],
    [0, 0],
    [-1.5, -1.5],
  ],
}
const branching = Object.keys(kinks) as ScalarFunctionName[]

/** Rules that leave the interval between the slopes to the left and to the right. */
function outside(name: ScalarFunctionName, table: Table = scalarFunctions): string[] {
  const f = valueOf(name)
  return kinks[name]!.flatMap((point) => {
    const x = point.map(fixed)
    return table[name].derivative!(real).flatMap((rule, k) => {
      const slopes = [step, -step].map((by) => over(f(...moved(x, k, by)) - f(...x), by))
      const [least, most] = slopes[0]! < slopes[1]! ? slopes : slopes.toReversed()
      expect(least, 'a kink').not.toBe(most)
      const found = rule(f(...x), ...x)
      const isBetween = found >= least! - tolerance && found <= most! + tolerance
      return isBetween ? [] : [`d${k} at ${point}: ${toNumber(found)}`]
    })
  })
}

describe('at kinks', () => {
  it.each(branching)('%s: rules lie between the slopes on both sides', (name) => expect(outside(name)).toEqual([]))
  it.each(branching)('%s: a rule beyond them is seen', (name) => {
    const row = scalarFunctions[name]
    const beyond: ScalarFunction['derivative'] = (make) =>
      row.derivative!(make).map(
        (rule) =>
          (...x) =>
            make.apply('add', rule(...x), make.constant(1.5)),
      )
    expect(outside(name, { ...scalarFunctions, [name]: { ...row, derivative: beyond } }).length).toBeGreaterThan(0)
  })
  it.each(['maximum', 'minimum'] as const)('%s: of equal operands the rules add up to the slope along both', (name) => {
    for (const point of kinks[name]!) {
      const x = point.map(fixed)
      const [a, b] = scalarFunctions[name].derivative!(real).map((rule) => rule(valueOf(name)(...x), ...x))
      expect(a! + b!).toBe(one)
    }
  })
  it('every function with branches has points on each side', () => {
    for (const name of [...branching, 'where', 'sqrt'] as ScalarFunctionName[]) {
      const rules = references[name]!.points.map((point) => {
        const x = point.map(fixed)
        // both values of a gate: 0 and something else
        return scalarFunctions[name].derivative!(real).map((rule) => String(rule(valueOf(name)(...x), ...x) > 0n))
      })
      expect(new Set(rules.map((gates) => gates.join())).size, name).toBeGreaterThan(1)
    }
  })
})
