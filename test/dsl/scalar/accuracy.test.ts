import { describe, expect, it } from 'vitest'
import { scalarFunctions, type ScalarFunctionName } from '../../../src/dsl/scalar.js'
import { doubleTemporaries, fused, largestError, scan, strict } from './operations.js'

const points = Number(process.env['SCAN_POINTS'] ?? 20_000)
const inDomain: Partial<Record<ScalarFunctionName, (x: number) => boolean>> = {
  log: (x) => x > 0,
  sigmoid: (x) => x > -87,
  sin: (x) => Math.abs(x) < 1e5,
  cos: (x) => Math.abs(x) < 1e5,
}

const withAccuracy = (Object.keys(scalarFunctions) as ScalarFunctionName[]).filter(
  (name) => scalarFunctions[name].accuracy,
)

describe('programs keep the accuracy their rows state', () => {
  it('every transcendental row states one', () => {
    const programs = (Object.keys(scalarFunctions) as ScalarFunctionName[]).filter(
      (name) => scalarFunctions[name].program,
    )
    expect(programs.filter((name) => !withAccuracy.includes(name)).sort()).toEqual(['relu', 'sqrt'])
  })
  for (const name of withAccuracy) {
    const row = scalarFunctions[name]
    for (const [label, on, bound] of [
      ['strict f32', strict, row.accuracy!.strict],
      ['fused multiply-add', fused, row.accuracy!.strict],
      ['double temporaries', doubleTemporaries, row.accuracy!.doubleTemporaries],
    ] as const)
      it(`${name}, ${label}: at most ${bound} units in the last place`, () => {
        const found = largestError(row, on, scan(points, 1, inDomain[name]))
        expect(found.points).toBeGreaterThan(points / 20)
        expect(found.error, `at ${found.at}`).toBeLessThanOrEqual(bound)
        // A bound far above what is measured would state nothing.
        expect(found.error).toBeGreaterThan(bound / 3)
      })
  }
})

describe('special values', () => {
  const cases: [ScalarFunctionName, number, number][] = [
    ['exp', -Infinity, 0],
    ['exp', Infinity, Infinity],
    ['exp', 0, 1],
    ['exp', 89, Infinity],
    ['exp', -104, 0],
    ['exp', NaN, NaN],
    ['log', 0, -Infinity],
    ['log', -1, NaN],
    ['log', -Infinity, NaN],
    ['log', Infinity, Infinity],
    ['log', 1, 0],
    ['log', NaN, NaN],
    ['tanh', Infinity, 1],
    ['tanh', -Infinity, -1],
    ['tanh', 0, 0],
    ['tanh', NaN, NaN],
    ['sigmoid', -Infinity, 0],
    ['sigmoid', Infinity, 1],
    ['sigmoid', 0, 0.5],
    ['sigmoid', NaN, NaN],
    ['softplus', -Infinity, 0],
    ['softplus', Infinity, Infinity],
    ['softplus', 1000, 1000],
    ['softplus', NaN, NaN],
    ['sin', 0, 0],
    ['cos', 0, 1],
    ['sin', Infinity, NaN],
    ['cos', NaN, NaN],
    ['sqrt', -4, 0],
    ['sqrt', 9, 3],
    ['sqrt', NaN, NaN],
    ['relu', -2, 0],
    ['relu', NaN, NaN],
  ]
  for (const [name, x, expected] of cases)
    it(`${name}(${x}) is ${expected}`, () => {
      const row = scalarFunctions[name]
      for (const on of [strict, fused, doubleTemporaries]) expect(row.program!(on, x) + 0).toBe(expected)
      // In f64 the range is wider than in f32.
      expect(Math.fround(row.evaluate(x)) + 0).toBe(expected)
    })
  it('exp of the least and largest arguments with a finite, non-zero result', () => {
    const { program } = scalarFunctions.exp
    for (const on of [strict, doubleTemporaries]) {
      expect(Math.fround(program!(on, 88.72283))).toBeGreaterThan(3.4e38)
      expect(Math.fround(program!(on, 88.72283))).toBeLessThan(Infinity)
      expect(Math.fround(program!(on, -103.9))).toBe(2 ** -149)
    }
  })
  it('log of subnormal numbers', () => {
    for (const x of [2 ** -149, 3 * 2 ** -140, 2 ** -127]) {
      expect(scalarFunctions.log.program!(strict, x)).toBeCloseTo(Math.log(x), 4)
    }
  })
})
