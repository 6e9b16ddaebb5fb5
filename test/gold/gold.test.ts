/**
 * The compact gold subset on both targets. What it must reach is stated, so that a case that silently turns into a skip
 * fails too.
 */
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import '../../src/dsl/ops/index.js'
import { jsExecutor } from '../../src/codegen/executor.js'
import { zeroThresholds } from '../../src/codegen/thresholds.js'
import { resetInterning } from '../../src/dsl/comprehension/value.js'
import { referenceExecutor } from '../../src/dsl/executor.js'
import { checkCase } from '../../src/gold/check.js'
import { readGold } from '../../src/gold/format.js'
import { difference } from '../../src/gold/tolerance.js'

const targets = {
  reference: { executor: referenceExecutor, precision: 'f64' },
  js: { executor: jsExecutor(), precision: 'f32' },
  'js with every threshold zero': { executor: jsExecutor({ thresholds: zeroThresholds }), precision: 'f32' },
  'js in f64': { executor: jsExecutor({ domain: 'f64' }), precision: 'f64' },
} as const

const folder = new URL('.', import.meta.url)
const files = readdirSync(folder).filter((name) => /\.jsonl(\.gz)?$/.test(name))

describe.each(Object.entries(targets))('on %s', (_, target) => {
  test.each(files)('%s', (file) => {
    const cases = readGold(fileURLToPath(new URL(file, folder)))
    const wrong: string[] = []
    for (const item of cases) {
      const verdict = checkCase(item, target)
      resetInterning()
      if (verdict.kind === 'failed') wrong.push(`${item.name}: ${verdict.reason}`)
      if (verdict.kind === 'skipped' && verdict.reason !== 'f64-only')
        wrong.push(`${item.name}: skipped, ${verdict.reason}`)
    }
    expect(cases.length).toBeGreaterThan(2)
    expect(wrong).toEqual([])
  })
})

describe('what a tolerance lets through', () => {
  const f64 = { precision: 'f64', reference: 0, factor: 16, floor: 2e-6, relative: false, signedZero: false } as const
  const f32 = { ...f64, precision: 'f32' } as const

  test('numbers', () => {
    expect(difference([1 + 5e-10], [1], f64)).toBeNull()
    expect(difference([1 + 1e-8], [1], f64)).toMatch(/got 1.00000001, want 1/)
    expect(difference([1e-6], [0], f32)).toBeNull()
    expect(difference([1e-4], [0], f32)).toMatch(/allowed 2.0e-6/)
    expect(difference([1e-4], [0], { ...f32, reference: 1e-4 })).toBeNull()
    expect(difference([1e-9], [2e-9], { ...f32, relative: true })).not.toBeNull()
    expect(difference([1], [1, 2], f64)).toMatch(/1 elements, want 2/)
  })

  test('what is no number', () => {
    expect(difference([NaN, Infinity, -Infinity], ['NaN', 'Infinity', '-Infinity'], f64)).toBeNull()
    expect(difference([Infinity], ['-Infinity'], f64)).not.toBeNull()
    expect(difference([NaN], [0], f64)).not.toBeNull()
    expect(difference([0], ['NaN'], f64)).not.toBeNull()
    expect(difference([NaN], [null], f64)).toBeNull()
    expect(difference([0], [-0], f64)).toBeNull()
    expect(difference([0], [-0], { ...f64, signedZero: true })).toMatch(/sign of zero/)
  })
})
