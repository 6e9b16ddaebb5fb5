/**
 * Programs of rows as targets may compute them that are not printed here: multiply-adds that round once, and exponents read
 * from the bits of an f32. What is printed is measured in printed.test.ts.
 */
import { describe, expect, it } from 'vitest'
import { scalarFunctions } from '../../../src/dsl/scalar.js'
import { inDomain, realFunctionNames } from './conformity.js'
import { fused, largestError, scan, strict } from './operations.js'
import { specialValuesOf } from './points.js'

const points = 20_000

describe('programs keep the accuracy their rows state', () => {
  for (const name of realFunctionNames)
    for (const [label, on] of [
      ['strict f32', strict],
      ['fused multiply-add', fused],
    ] as const) {
      const row = scalarFunctions[name]
      it(`${name}, ${label}: at most ${row.accuracy!.strict} units in the last place`, () => {
        // without negative operands of log, and what sigmoid allows below its last normal result
        const within = (x: number): boolean =>
          inDomain(name, x) && !(name === 'log' && x < 0) && !(name === 'sigmoid' && x < -87)
        const found = largestError(row, on, scan(points, 1, within))
        expect(found.points).toBeGreaterThan(points / 20)
        expect(found.error, `at ${found.at}`).toBeLessThanOrEqual(row.accuracy!.strict)
      })
      it(`${name}, ${label}: special values`, () => {
        for (const [x, expected] of specialValuesOf(name))
          expect(row.program!(on, x) + 0, `${name}(${x})`).toBe(expected)
      })
    }
  it('exp of the least and largest arguments with a finite, non-zero result', () => {
    const { program } = scalarFunctions.exp
    expect(Math.fround(program!(strict, 88.72283))).toBeGreaterThan(3.4e38)
    expect(Math.fround(program!(strict, 88.72283))).toBeLessThan(Infinity)
    expect(Math.fround(program!(strict, -103.9))).toBe(2 ** -149)
  })
  it('log of subnormal numbers', () => {
    for (const x of [2 ** -149, 3 * 2 ** -140, 2 ** -127])
      expect(scalarFunctions.log.program!(strict, x)).toBeCloseTo(Math.log(x), 4)
  })
})
