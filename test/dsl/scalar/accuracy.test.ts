import { describe, expect, it } from 'vitest'
import { scalarFunctions, type ScalarFunctionName } from '../../../src/dsl/scalar.js'
import { inDomain, specialValues } from './conformity.js'
import { doubleTemporaries, fused, largestError, scan, strict } from './operations.js'

const points = Number(process.env['SCAN_POINTS'] ?? 20_000)
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
  for (const [name, x, expected] of specialValues)
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
