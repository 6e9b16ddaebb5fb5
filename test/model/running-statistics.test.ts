/** batchNorm with running statistics, and state with updates of its own, over steps of a model on both executors. */
import { batchNorm, init, model, nn, ones, optim, parameter, runningStatistics, state, zeros } from 'shapewright'
import { describe, expect, test } from 'vitest'
import { jsExecutor } from '../../src/codegen/executor.js'
import { referenceExecutor } from '../../src/dsl/executor.js'
import { expandGraph } from '../../src/dsl/expand.js'

const batches = [
  [1, 2, 3, 4, 5, 6, 7, 9],
  [0, -1, 2, 0.5, 3, 3, 3, 4],
  [10, 20, 30, 40, 50, 60, 70, 80],
]

/** [batch, 2 channels, 2 positions]: the values of one channel. */
const channel = (x: readonly number[], c: number): number[] => x.filter((_, at) => (at >> 1) % 2 === c)
const mean = (x: readonly number[]): number => x.reduce((sum, value) => sum + value, 0) / x.length
const squares = (x: readonly number[]): number => x.reduce((sum, value) => sum + (value - mean(x)) ** 2, 0)

function recorded() {
  const running = runningStatistics(2)
  const count = state([], init.zeros, 'count')
  const gain = parameter([2], init.data([2, 3]), 'gain')
  const norm = { kind: 'norm', parameters: running, children: [] }
  return model({
    inputs: { x: ['batch', 2, 2] },
    layers: { norm },
    forward: ({ x }) => {
      const y = batchNorm(x, gain, zeros([2]), { running, momentum: 0.25, eps: 0.5 })
      return y.withUpdate(count, count.add(1))
    },
    loss: ({ output }) => output.square().sum(),
    optimizer: optim.sgd({ rate: 0.125 }),
  })
}

describe.each([
  ['reference', referenceExecutor, 12],
  ['js', jsExecutor(), 4],
] as const)('on %s', (_, executor, digits) => {
  test('step uses the batch and moves the statistics; predict uses them', () => {
    const { graphs } = recorded()
    const entry = (name: 'step' | 'predict' | 'evaluate') =>
      executor.prepare(expandGraph(graphs[name], { name, binding: { batch: 2 }, training: name === 'step' }))
    const step = entry('step')
    const data = new Map<string, ArrayLike<number>>([
      ['gain', [2, 3]],
      ['rate', [0]],
      ['count', [0]],
      ['norm.mean', [0, 0]],
      ['norm.variance', [1, 1]],
    ])
    const want = { mean: [0, 0], variance: [1, 1] }
    for (const x of batches) {
      const { updates, outputs } = step(new Map(data).set('x', x))
      expect([...updates.keys()].sort()).toEqual(['count', 'gain', 'norm.mean', 'norm.variance'])
      for (const [name, values] of updates) data.set(name, values)
      const normal = [0, 1].map((c) => squares(channel(x, c)) / (squares(channel(x, c)) / 4 + 0.5))
      expect(outputs.get('loss')![0]).toBeCloseTo(4 * normal[0]! + 9 * normal[1]!, digits)
      for (const c of [0, 1]) {
        want.mean[c]! += 0.25 * (mean(channel(x, c)) - want.mean[c]!)
        want.variance[c]! += 0.25 * (squares(channel(x, c)) / 3 - want.variance[c]!)
        expect(data.get('norm.mean')![c]).toBeCloseTo(want.mean[c]!, digits)
        expect(data.get('norm.variance')![c]).toBeCloseTo(want.variance[c]!, digits)
      }
    }
    expect([...(data.get('count') as Float64Array)]).toEqual([3])
    const x = batches[0]!
    const { outputs, updates } = entry('predict')(new Map(data).set('x', x))
    expect(updates.size).toBe(0)
    Array.from(outputs.get('output')!).forEach((value, at) => {
      const c = (at >> 1) % 2
      expect(value).toBeCloseTo(((c + 2) * (x[at]! - want.mean[c]!)) / Math.sqrt(want.variance[c]! + 0.5), digits)
    })
    expect(entry('evaluate')(new Map(data).set('x', x)).updates.size).toBe(0)
  })
})

test('a model lists its state after its parameters, under the names of its layers', () => {
  const { parameters } = recorded()
  expect(parameters.map(({ name, role }) => `${role} ${name}`)).toEqual([
    'parameter gain',
    'state norm.mean',
    'state norm.variance',
    'state count',
  ])
  expect(parameters.map(({ initializer }) => initializer)).toEqual([
    init.data([2, 3]),
    init.zeros,
    init.ones,
    init.zeros,
  ])
})

test('statistics of one element cannot be trained, and a state cannot be moved twice', () => {
  const { graphs } = recorded()
  const running = runningStatistics(2)
  const single = model({
    inputs: { x: ['batch', 2] },
    forward: ({ x }) => batchNorm(x, ones([2]), undefined, { running }),
    loss: ({ output }) => output.sum(),
  })
  const bound = { name: 'step', binding: { batch: 1 } } as const
  expect(() => expandGraph(single.graphs.step, { ...bound, training: true })).toThrow(
    'batchNorm: a channel of [1, 2] has 1 elements, a running variance needs 2 or more',
  )
  expect(() => expandGraph(single.graphs.predict, { ...bound, training: false })).not.toThrow()
  expect(() => expandGraph(graphs.step, { ...bound, training: true })).not.toThrow()
  expect(() =>
    model({
      inputs: { x: ['batch', 2] },
      forward: ({ x }) => {
        const norm = (y: typeof x) => batchNorm(y, ones([2]), undefined, { running })
        return norm(norm(x))
      },
      loss: ({ output }) => output.sum(),
    }),
  ).toThrow(/update: state#\d+ is updated twice/)
})

describe.each([
  ['reference', referenceExecutor, 12],
  ['js', jsExecutor(), 4],
] as const)('nn.batchNorm2d on %s', (_, executor, digits) => {
  test('trains by the batch, evaluates and predicts by what it has seen', () => {
    const norm = nn.batchNorm2d(2, { momentum: 0.5, eps: 0.25 })
    const { graphs, parameters } = model({
      inputs: { x: ['batch', 2, 2, 1] },
      layers: { norm },
      forward: ({ x }) => norm(x),
      loss: ({ output }) => output.square().sum(),
      optimizer: optim.sgd({ rate: 0.125 }),
    })
    expect(parameters.map(({ name, role }) => `${role} ${name}`)).toEqual([
      'parameter norm.weight',
      'parameter norm.bias',
      'state norm.runningMean',
      'state norm.runningVariance',
    ])
    const run = (name: 'step' | 'predict' | 'evaluate', data: Map<string, ArrayLike<number>>) =>
      executor.prepare(expandGraph(graphs[name], { name, binding: { batch: 2 }, training: name === 'step' }))(data)
    const [mu, sigma] = ['norm.runningMean', 'norm.runningVariance'] as const
    const data = new Map<string, ArrayLike<number>>([
      ['norm.weight', [2, 1]],
      ['norm.bias', [0, 3]],
      ['rate', [0]],
      [mu, [0, 0]],
      [sigma, [1, 1]],
    ])
    const want = { mean: [0, 0], variance: [1, 1] }
    const standard = (x: readonly number[], at: number) => {
      const c = (at >> 1) % 2
      return ([2, 1][c]! * (x[at]! - want.mean[c]!)) / Math.sqrt(want.variance[c]! + 0.25) + [0, 3][c]!
    }
    for (const x of batches) {
      const { updates } = run('step', new Map(data).set('x', x))
      for (const name of [mu, sigma]) data.set(name, updates.get(name)!)
      for (const c of [0, 1]) {
        want.mean[c]! += 0.5 * (mean(channel(x, c)) - want.mean[c]!)
        want.variance[c]! += 0.5 * (squares(channel(x, c)) / 3 - want.variance[c]!)
        expect(data.get(mu)![c]).toBeCloseTo(want.mean[c]!, digits)
        expect(data.get(sigma)![c]).toBeCloseTo(want.variance[c]!, digits - 1)
      }
    }
    const x = batches[1]!
    const { outputs, updates } = run('predict', new Map(data).set('x', x))
    expect(updates.size).toBe(0)
    Array.from(outputs.get('output')!).forEach((y, at) => expect(y).toBeCloseTo(standard(x, at), digits))
    const loss = x.reduce((sum, __, at) => sum + standard(x, at) ** 2, 0)
    expect(run('evaluate', new Map(data).set('x', x)).outputs.get('loss')![0]).toBeCloseTo(loss, digits - 1)
  })
})

test('nn.batchNorm2d without running statistics holds no state and can be called twice', () => {
  const norm = nn.batchNorm2d(2, { trackRunningStatistics: false })
  const { parameters } = model({
    inputs: { x: ['batch', 2, 2, 1] },
    layers: { norm },
    forward: ({ x }) => norm(norm(x)),
    loss: ({ output }) => output.square().sum(),
    optimizer: optim.sgd({ rate: 0.125 }),
  })
  expect(parameters.map(({ name }) => name)).toEqual(['norm.weight', 'norm.bias'])
})
