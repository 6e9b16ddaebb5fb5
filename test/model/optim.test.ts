/** Optimisers against their formulas, written out once more as plain loops, on both executors. */
import { describe, expect, test } from 'vitest'
import '../../src/dsl/ops/index.js'
import { jsExecutor } from '../../src/codegen/executor.js'
import { referenceExecutor } from '../../src/dsl/executor.js'
import type { Executor } from '../../src/dsl/executor.js'
import { expandGraph } from '../../src/dsl/expand.js'
import { model } from '../../src/dsl/nn/model.js'
import { init, parameter } from '../../src/dsl/nn/parameter.js'
import * as optim from '../../src/dsl/optim/index.js'

const start = [1, -2, 0.5]
const curvature = [0.5, 1, 2]
/** loss = Σ curvature · w², so that the gradient is 2 · curvature · w. */
const gradientAt = (w: readonly number[]): number[] => w.map((value, at) => 2 * curvature[at]! * value)

/** Five steps of the compiled update. */
function run(
  optimizer: optim.Optimizer,
  executor: Executor,
  scalarsAt: (step: number) => Record<string, number>,
): number[] {
  const w = parameter([3], init.data(start), 'w')
  const { graphs } = model({
    inputs: { curvature: [3] },
    forward: ({ curvature: c }) => w.mul(w).mul(c),
    loss: ({ output }) => output.sum(),
    optimizer,
  })
  const step = executor.prepare(expandGraph(graphs.step, { name: 'step', binding: {}, training: true }))
  const data = new Map<string, ArrayLike<number>>([
    ['w', start],
    ['curvature', curvature],
  ])
  for (const suffix of ['velocity', 'firstMoment', 'secondMoment']) data.set(`w.${suffix}`, [0, 0, 0])
  for (let at = 0; at < 5; at++) {
    for (const [name, value] of Object.entries(scalarsAt(at))) data.set(name, [value])
    for (const [name, values] of step(data).updates) data.set(name, values)
  }
  return Array.from(data.get('w')!)
}

describe.each([
  ['reference', referenceExecutor, 13],
  ['js', jsExecutor(), 5],
] as const)('on %s', (_, executor, digits) => {
  test.each([
    [0, 0],
    [0.9, 0],
    [0.9, 0.05],
  ])('sgd with momentum %s and weight decay %s', (momentum, weightDecay) => {
    let w = start
    let velocity = [0, 0, 0]
    for (let step = 0; step < 5; step++) {
      const rate = 0.1 / (step + 1)
      const gradient = gradientAt(w).map((g, at) => g + weightDecay * w[at]!)
      velocity = velocity.map((v, at) => momentum * v + gradient[at]!)
      w = w.map((value, at) => value - rate * velocity[at]!)
    }
    const got = run(optim.sgd({ rate: 0.1, momentum, weightDecay }), executor, (step) => ({ rate: 0.1 / (step + 1) }))
    w.forEach((value, at) => expect(got[at]).toBeCloseTo(value, digits))
  })

  test('adamW', () => {
    const [beta1, beta2, epsilon, weightDecay, rate] = [0.8, 0.95, 1e-6, 0.1, 0.05]
    let w = start
    let m = [0, 0, 0]
    let v = [0, 0, 0]
    for (let step = 1; step <= 5; step++) {
      const g = gradientAt(w)
      m = m.map((value, at) => beta1 * value + (1 - beta1) * g[at]!)
      v = v.map((value, at) => beta2 * value + (1 - beta2) * g[at]! ** 2)
      const [c1, c2] = [1 - beta1 ** step, 1 - beta2 ** step]
      w = w.map(
        (value, at) => value - rate * weightDecay * value - (rate * (m[at]! / c1)) / (Math.sqrt(v[at]! / c2) + epsilon),
      )
    }
    const got = run(optim.adamW({ rate, beta1, beta2, epsilon, weightDecay }), executor, (step) => ({
      rate,
      correction1: 1 - beta1 ** (step + 1),
      correction2: 1 - beta2 ** (step + 1),
    }))
    w.forEach((value, at) => expect(got[at]).toBeCloseTo(value, digits))
  })
})

test('options that make no sense', () => {
  expect(() => optim.sgd({ rate: 0 })).toThrow(/rate must be a positive number, got 0/)
  expect(() => optim.sgd({ rate: NaN })).toThrow(RangeError)
  expect(() => optim.sgd({ rate: 0.1, momentum: -1 })).toThrow(/momentum/)
  expect(() => optim.adamW({ beta1: 1 })).toThrow(/beta1 must be at least 0 and less than 1/)
  expect(() => optim.cosine({ rate: 0.1, steps: 10, warmup: 10 })).toThrow(/warmup must be less than steps/)
  expect(optim.cosine({ rate: 0.1, steps: 10 })).toEqual({ kind: 'cosine', rate: 0.1, steps: 10, warmup: 0, floor: 0 })
})
