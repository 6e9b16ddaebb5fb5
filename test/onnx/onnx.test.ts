/**
 * The compact ONNX subset on both targets. Which cases are skipped, and why, is stated, so that a case that silently turns
 * into a skip fails too.
 */
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import '../../src/dsl/ops/index.js'
import { jsExecutor } from '../../src/codegen/executor.js'
import { resetInterning } from '../../src/dsl/comprehension/value.js'
import { referenceExecutor } from '../../src/dsl/executor.js'
import { checkOnnxCase } from '../../src/onnx/check.js'
import { readOnnxCases } from '../../src/onnx/format.js'

const cases = readOnnxCases(fileURLToPath(new URL('cases.jsonl.gz', import.meta.url)))

/** How many cases ask for what the library does not have. */
const skips = {
  'MaxPool that also gives indices': 2,
  'ScatterElements that combines by max': 1,
  'ScatterElements that combines by min': 1,
  'ScatterElements that combines by mul': 1,
  'ScatterND that combines by max': 2,
  'ScatterND that combines by min': 2,
  'ScatterND that combines by mul': 1,
  'the extremum of nothing, infinite in ONNX': 2,
  'the square root of a negative number': 1,
}

const targets = {
  reference: { target: { executor: referenceExecutor, precision: 'f64' }, skips },
  js: {
    target: { executor: jsExecutor(), precision: 'f32' },
    skips: { ...skips, 'values beyond the range of f32': 4 },
  },
} as const

test.each(Object.entries(targets))('on %s', (_, { target, skips: expected }) => {
  const failed: string[] = []
  const skipped: Record<string, number> = {}
  for (const item of cases) {
    const verdict = checkOnnxCase(item, target)
    resetInterning()
    if (verdict.kind === 'failed') failed.push(`${item.name}: ${verdict.reason}`)
    if (verdict.kind === 'skipped') skipped[verdict.reason] = (skipped[verdict.reason] ?? 0) + 1
  }
  expect(failed).toEqual([])
  expect(skipped).toEqual(expected)
})

describe('a wrong case', () => {
  const item = cases.find(({ name }) => name === 'onnx/node/test_softmax_axis_2/0')!
  const [output] = item.outputs as [(typeof item.outputs)[number]]
  const verdict = (changes: Partial<typeof output>): string =>
    checkOnnxCase({ ...item, outputs: [{ ...output, ...changes }] }, targets.reference.target).kind

  test('fails when a value is off, missing, or in another shape', () => {
    expect(verdict({})).toBe('passed')
    expect(verdict({ data: [Number(output.data[0]) * 1.002, ...output.data.slice(1)] })).toBe('failed')
    expect(verdict({ data: ['NaN', ...output.data.slice(1)] })).toBe('failed')
    expect(verdict({ data: output.data.slice(1) })).toBe('failed')
    expect(verdict({ shape: output.shape.toReversed() })).toBe('failed')
  })

  test('is skipped when it asks for what is not there', () => {
    expect(checkOnnxCase({ ...item, nodes: [{ ...item.nodes[0]!, op: 'Hardmax' }] }, targets.reference.target)).toEqual(
      {
        kind: 'skipped',
        reason: 'operator Hardmax',
      },
    )
  })
})
