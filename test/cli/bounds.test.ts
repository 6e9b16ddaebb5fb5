/** What `certify --bounds` prints of the small example. */
import { describe, expect, it } from 'vitest'
import digits from '../../examples/digits-mlp/model.js'
import { describeRounding, intervalOption, roundingOf } from '../../src/codegen/cli/bounds.js'
import { compileModel } from '../../src/codegen/compile.js'

describe('certify --bounds', () => {
  it('takes an interval, and −1 to 1 where none is given', () => {
    expect(intervalOption(true)).toEqual({ low: -1, high: 1 })
    expect(intervalOption('0..0.5')).toEqual({ low: 0, high: 0.5 })
    for (const wrong of ['1..0', 'a..b', '3']) expect(() => intervalOption(wrong)).toThrow(/give an interval/)
  })

  it('bounds every output and update, and no less over a larger box', () => {
    const build = compileModel(digits, [
      { name: 'predict', binding: { batch: 2 } },
      { name: 'step', binding: { batch: 2 } },
    ])
    const report = roundingOf(build, { low: 0, high: 1 })
    const larger = roundingOf(build, { low: -10, high: 10 })
    expect(report.outputs.map(({ output }) => output)).toEqual(
      expect.arrayContaining(['output', 'loss', 'accuracy', 'hidden.weight']),
    )
    const [predicted] = report.outputs
    expect(predicted!.box).toBeLessThan(1e-5)
    expect(predicted!.point).toBeLessThanOrEqual(predicted!.box!)
    expect(larger.outputs[0]!.box).toBeGreaterThan(predicted!.box!)
    expect(describeRounding(report)).toMatch(/predict +output +\d\.\de-\d+ +\d\.\de-\d+/)
    expect(JSON.parse(JSON.stringify(report))).toEqual(report)
  })
})
