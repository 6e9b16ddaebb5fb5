/**
 * What attention excludes contributes nothing, whatever stands there, to results and to gradients, on the reference and
 * on compiled kernels.
 */
import { constant, graphOf, input, requestGradient, scaledDotProductAttention } from 'shapewright'
import { expect, test } from 'vitest'
import { jsExecutor } from '../../../src/codegen/executor.js'
import { zeroThresholds } from '../../../src/codegen/thresholds.js'
import { referenceExecutor } from '../../../src/dsl/executor.js'
import { expandGraph } from '../../../src/dsl/expand.js'

const targets = {
  reference: referenceExecutor,
  js: jsExecutor({ domain: 'f64' }),
  'js with every threshold zero': jsExecutor({ domain: 'f64', thresholds: zeroThresholds }),
}

/** Attention of `rows` queries to `rows` keys of width 4, and the gradients of the sum of its result. */
function program(rows: number, causal: boolean) {
  const q = input('q', ['T', 4])
  const k = input('k', ['T', 4])
  const v = input('v', ['T', 4])
  const mask = input('mask', ['T', 'T'], 'bool')
  const y = scaledDotProductAttention(q, k, v, { mask, causal })
  const loss = y.mul(y).sum()
  const [dq, dk, dv] = [q, k, v].map((tensor) => requestGradient(loss, tensor))
  const graph = graphOf({ outputs: { y, dq: dq!, dk: dk!, dv: dv! } })
  return expandGraph(graph, { name: 'predict', binding: { T: rows }, training: false })
}

const ramp = (count: number, step: number): number[] => Array.from({ length: count }, (_, i) => Math.sin(1 + i * step))

function run(executor: (typeof targets)['js'], rows: number, causal: boolean, mask: number[], spoil?: number) {
  const data = new Map<string, number[]>([
    ['q', ramp(rows * 4, 0.7)],
    ['k', ramp(rows * 4, 1.3)],
    ['v', ramp(rows * 4, 2.9)],
    ['mask', mask],
  ])
  for (const name of ['k', 'v']) if (spoil !== undefined) data.get(name)!.fill(NaN, spoil * 4, spoil * 4 + 4)
  const { outputs } = executor.prepare(program(rows, causal))(data)
  return Object.fromEntries([...outputs].map(([name, values]) => [name, [...values].map((value) => value + 0)]))
}

test.each(Object.entries(targets))('on %s, NaN in an excluded key or value is not seen', (_, executor) => {
  for (const rows of [3, 16]) {
    // Nobody attends to key 1, and the last query to none.
    const mask = Array.from({ length: rows * rows }, (__, at) =>
      at % rows === 1 || Math.floor(at / rows) === rows - 1 ? 0 : 1,
    )
    for (const causal of [false, true]) {
      const clean = run(executor, rows, causal, mask)
      expect(run(executor, rows, causal, mask, 1)).toEqual(clean)
      expect(clean['y']!.slice(0, -4).every((value) => value !== 0)).toBe(true)
      for (const name of ['y', 'dq']) expect(clean[name]!.slice(-4)).toEqual([0, 0, 0, 0])
      for (const name of ['dk', 'dv']) expect(clean[name]!.slice(4, 8)).toEqual([0, 0, 0, 0])
    }
  }
})

test('a query attends to the values of the keys it may see, by their fit', () => {
  const results = run(targets.reference, 2, true, [1, 1, 1, 1])
  const v = ramp(8, 2.9)
  const [q, k] = [ramp(8, 0.7), ramp(8, 1.3)]
  const score = (j: number): number => Math.exp([0, 1, 2, 3].reduce((sum, c) => sum + q[4 + c]! * k[4 * j + c]!, 0) / 2)
  const weight = score(0) / (score(0) + score(1))
  const want = [0, 1, 2, 3].map((c) => weight * v[c]! + (1 - weight) * v[4 + c]!)
  results['y']!.forEach((value, i) => expect(value).toBeCloseTo(i < 4 ? v[i]! : want[i - 4]!, 12))
})

test('scores far beyond the range of exp leave the weights finite', () => {
  const q = constant([1000, -1000], [2, 1])
  const graph = graphOf({ outputs: { y: scaledDotProductAttention(q, q, constant([3, 5], [2, 1])) } })
  const big = expandGraph(graph, { name: 'predict', binding: {}, training: false })
  expect([...referenceExecutor.prepare(big)(new Map()).outputs.get('y')!]).toEqual([3, 5])
})
