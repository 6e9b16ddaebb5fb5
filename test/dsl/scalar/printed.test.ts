/**
 * What the JavaScript printer prints for every scalar function, in every domain of floats, run over 2^16 operands each: all
 * binades, both signs, subnormals, special values, and the neighbours of every place where a program takes another course.
 */
import { describe, expect, it } from 'vitest'
import { scalarFunctions, type ScalarFunctionName } from '../../../src/dsl/scalar.js'
import { judge, measure, realFunctionNames, sampleOf } from './conformity.js'
import { exactCases, wrongBits } from './exact.js'
import { operandsOf } from './points.js'
import { javascript, javascriptTargets, points, rowOf } from './printed.js'

describe('every row that computes floats has a conformity test', () => {
  it('by its accuracy, or to the last bit', () => {
    const names = Object.keys(scalarFunctions) as ScalarFunctionName[]
    const integers = ['randomBits', 'upperBits', 'addWords', 'xorWords'] // random-bits.test.ts
    expect(names.filter((name) => scalarFunctions[name].accuracy).sort()).toEqual([...realFunctionNames].sort())
    expect(names.filter((name) => !scalarFunctions[name].accuracy && !(name in exactCases)).sort()).toEqual(
      integers.sort(),
    )
  })
})

describe.each(javascriptTargets.map((target) => [target.name, target] as const))('%s', (_, target) => {
  it.each(realFunctionNames)('%s keeps the accuracy of its row', (name) => {
    const stated = scalarFunctions[name].accuracy![target.keeps]
    const { error, at, compared, wrong } = measure(target, name)
    expect(wrong).toEqual([])
    expect(compared).toBeGreaterThan(points / 2)
    expect(error, `at ${at}`).toBeLessThanOrEqual(stated)
    // a bound far above what is measured would state nothing
    expect(error).toBeGreaterThan(stated * 0.8)
  })
  it.each(Object.keys(exactCases))('%s, to the last bit', (name) => {
    expect(wrongBits(target, exactCases[name]!)).toEqual([])
  })
})

describe('the meaning of rows in f64', () => {
  it.each(realFunctionNames)('%s keeps the accuracy that f64 states', (name) => {
    const sample = sampleOf(name, 'double')
    const y = sample.x.map((x) => scalarFunctions[name].evaluate(x))
    const { error, wrong } = judge(name, 'double', sample, y)
    expect(wrong).toEqual([])
    expect(error).toBeLessThanOrEqual(scalarFunctions[name].accuracy!.double)
  })
})

describe('f32 in memory', () => {
  it.each(realFunctionNames)('%s is what double temporaries give, rounded', (name) => {
    const x = operandsOf(name, points, 'strict')
    const [asDoubles, stored] = (['f64', 'f32'] as const).map((floats) => {
      const target = javascript('f32', { floats })
      return target.load(target.text(rowOf(name)), rowOf(name))([x])
    })
    for (let i = 0; i < points; i++)
      if (!Object.is(stored![i], Math.fround(asDoubles![i]!)))
        expect.fail(`${name}(${x[i]}): ${stored![i]}, not ${asDoubles![i]} rounded`)
  })
})
