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
import type { TensorView } from '../../src/runtime/arena.js'
import { writeStepScalars } from '../../src/runtime/optimizer.js'

const start = [1, -2, 0.5]
const curvature = [0.5, 1, 2]
/** loss = Σ curvature · w², so that the gradient is 2 · curvature · w. */
const gradientAt = (w: readonly number[]): number[] => w.map((value, at) => 2 * curvature[at]! * value)

/** Some steps of the compiled update. */
function run(
  optimizer: optim.Optimizer,
  executor: Executor,
  scalarsAt: (step: number) => Record<string, number>,
  { steps = 5, squares = 0 } = {},
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
  for (const suffix of [
    'velocity',
    'firstMoment',
    'secondMoment',
    'largestMoment',
    'meanSquare',
    'mean',
    'accumulated',
  ]) {
    data.set(`w.${suffix}`, [0, 0, 0])
  }
  data.set('w.squares', [squares, squares, squares])
  for (let at = 0; at < steps; at++) {
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

/** The gradient with its penalty, at some step of a loop below. */
const penalised = (w: readonly number[], weightDecay: number): number[] =>
  gradientAt(w).map((g, at) => g + weightDecay * w[at]!)

describe.each([
  ['reference', referenceExecutor, 12],
  ['js', jsExecutor(), 5],
] as const)('formulas of PyTorch on %s', (_, executor, digits) => {
  const near = (got: readonly number[], want: readonly number[]): void =>
    want.forEach((value, at) => expect(got[at]).toBeCloseTo(value, digits))

  test('sgd with Nesterov', () => {
    let [w, velocity] = [start, [0, 0, 0]]
    for (let step = 0; step < 5; step++) {
      const g = penalised(w, 0.05)
      velocity = velocity.map((v, at) => 0.9 * v + g[at]!)
      w = w.map((value, at) => value - 0.1 * (g[at]! + 0.9 * velocity[at]!))
    }
    near(
      run(optim.sgd({ rate: 0.1, momentum: 0.9, weightDecay: 0.05, nesterov: true }), executor, () => ({ rate: 0.1 })),
      w,
    )
  })

  test.each([false, true])('adam, amsgrad %s', (amsgrad) => {
    const [beta1, beta2, epsilon, weightDecay, rate] = [0.8, 0.5, 1e-3, 0.1, 0.3]
    let [w, m, v, largest] = [start, [0, 0, 0], [0, 0, 0], [0, 0, 0]]
    const scalars = (t: number) => ({ rate, correction1: 1 - beta1 ** t, correction2: 1 - beta2 ** t })
    for (let t = 1; t <= 6; t++) {
      const g = penalised(w, weightDecay)
      m = m.map((value, at) => beta1 * value + (1 - beta1) * g[at]!)
      v = v.map((value, at) => beta2 * value + (1 - beta2) * g[at]! ** 2)
      largest = largest.map((value, at) => Math.max(value, v[at]!))
      const { correction1, correction2 } = scalars(t)
      const spread = amsgrad ? largest : v
      w = w.map(
        (value, at) => value - (rate * (m[at]! / correction1)) / (Math.sqrt(spread[at]! / correction2) + epsilon),
      )
    }
    const optimizer = optim.adam({ rate, beta1, beta2, epsilon, weightDecay, amsgrad })
    near(
      run(optimizer, executor, (step) => scalars(step + 1), { steps: 6 }),
      w,
    )
  })

  test('adaGrad', () => {
    let [w, squares] = [start, [0.5, 0.5, 0.5]]
    for (let step = 0; step < 5; step++) {
      const g = penalised(w, 0.05)
      squares = squares.map((value, at) => value + g[at]! ** 2)
      w = w.map((value, at) => value - (0.2 * g[at]!) / (Math.sqrt(squares[at]!) + 1e-10))
    }
    const optimizer = optim.adaGrad({ rate: 0.2, weightDecay: 0.05, start: 0.5 })
    near(
      run(optimizer, executor, () => ({ rate: 0.2 }), { squares: 0.5 }),
      w,
    )
  })

  test.each([
    [false, 0],
    [true, 0.9],
  ])('rmsProp, centred %s, momentum %s', (centred, momentum) => {
    const [decay, epsilon, rate] = [0.9, 1e-3, 0.05]
    let [w, square, mean, buffer] = [start, [0, 0, 0], [0, 0, 0], [0, 0, 0]]
    for (let step = 0; step < 5; step++) {
      const g = gradientAt(w)
      square = square.map((value, at) => decay * value + (1 - decay) * g[at]! ** 2)
      mean = mean.map((value, at) => decay * value + (1 - decay) * g[at]!)
      buffer = buffer.map((value, at) => {
        const spread = centred ? square[at]! - mean[at]! ** 2 : square[at]!
        return momentum * value + g[at]! / (Math.sqrt(spread) + epsilon)
      })
      w = w.map((value, at) => value - rate * buffer[at]!)
    }
    near(
      run(optim.rmsProp({ rate, decay, epsilon, momentum, centred }), executor, () => ({ rate })),
      w,
    )
  })

  test('clipping by norm and by value', () => {
    let [w, u] = [start, start]
    for (let step = 0; step < 5; step++) {
      const g = gradientAt(w)
      const norm = Math.hypot(...g)
      w = w.map((value, at) => value - 0.1 * g[at]! * Math.min(1, 2.5 / (norm + 1e-6)))
      u = u.map((value, at) => value - 0.1 * Math.max(-1.5, Math.min(1.5, gradientAt(u)[at]!)))
    }
    expect(Math.hypot(...gradientAt(start))).toBeGreaterThan(2.5)
    expect(Math.hypot(...gradientAt(w))).toBeLessThan(2.5)
    const plain = optim.sgd({ rate: 0.1 })
    near(
      run(optim.clipByNorm(plain, 2.5), executor, () => ({ rate: 0.1 })),
      w,
    )
    near(
      run(optim.clipByValue(plain, 1.5), executor, () => ({ rate: 0.1 })),
      u,
    )
  })

  test('three calls that accumulate are one step', () => {
    const [beta1, beta2, rate] = [0.8, 0.95, 0.05]
    const scalars = (t: number) => ({ rate, correction1: 1 - beta1 ** t, correction2: 1 - beta2 ** t })
    const inner = optim.clipByNorm(optim.adam({ rate, beta1, beta2 }), 1)
    const whole = run(inner, executor, (step) => scalars(step + 1), { steps: 2 })
    const accumulated = run(
      optim.accumulate(inner, 3),
      executor,
      (call) => ({ ...scalars(Math.floor(call / 3) + 1), apply: call % 3 === 2 ? 1 : 0 }),
      { steps: 8 }, // two steps, and two calls that change nothing yet
    )
    near(accumulated, whole)
    expect(whole).not.toEqual(start)
  })
})

test('step scalars count steps of the optimiser, and say when it is due', () => {
  const optimizer = optim.accumulate(
    optim.adam({ rate: optim.step({ rate: 1, every: 1, factor: 0.5 }), beta1: 0.5 }),
    2,
  )
  const written: Record<string, number>[] = []
  for (let call = 0; call < 4; call++) {
    const scalars: Record<string, number> = {}
    const slot = (name: string) => [name, { setScalar: (value: number) => (scalars[name] = value) }] as const
    const slots = new Map(['rate', 'correction1', 'apply', 'step'].map(slot))
    // Only setScalar of these views is used.
    writeStepScalars(optimizer.description, slots as unknown as ReadonlyMap<string, TensorView>, call)
    written.push(scalars)
  }
  expect(written).toEqual([
    { step: 0, rate: 1, correction1: 0.5, apply: 0 },
    { step: 1, rate: 1, correction1: 0.5, apply: 1 },
    { step: 2, rate: 0.5, correction1: 0.75, apply: 0 },
    { step: 3, rate: 0.5, correction1: 0.75, apply: 1 },
  ])
})

test('options that make no sense', () => {
  // As a program in JavaScript might: an option that is misspelt, or text.
  for (const rate of [undefined, '0.1', {}, null] as unknown[] as number[])
    expect(() => optim.sgd({ rate }), String(rate)).toThrow(
      new RangeError(`rate must be a positive number, got ${rate}`),
    )
  expect(() => optim.sgd({ rate: 0 })).toThrow(/rate must be a positive number, got 0/)
  expect(() => optim.sgd({ rate: NaN })).toThrow(RangeError)
  expect(() => optim.sgd({ rate: 0.1, momentum: -1 })).toThrow(/momentum/)
  expect(() => optim.adamW({ beta1: 1 })).toThrow(/beta1 must be at least 0 and less than 1/)
  for (const rate of [NaN, Infinity, -1, 0]) {
    for (const make of [optim.sgd, optim.adam, optim.adamW, optim.rmsProp, optim.adaGrad]) {
      expect(() => make({ rate })).toThrow(new RangeError(`rate must be a positive number, got ${rate}`))
    }
    const schedules = [
      () => optim.constant(rate),
      () => optim.step({ rate, every: 3 }),
      () => optim.exponential({ rate, factor: 0.9 }),
      () => optim.linear({ rate, steps: 3 }),
      () => optim.oneCycle({ rate, steps: 3 }),
      () => optim.cosine({ rate, steps: 3 }),
    ]
    for (const make of schedules) expect(make).toThrow(new RangeError(`rate must be a positive number, got ${rate}`))
  }
  const sgd = optim.sgd({ rate: 0.1 })
  expect(() => optim.sgd({ rate: 0.1, nesterov: true })).toThrow('nesterov needs a momentum, got 0')
  expect(() => optim.rmsProp({ decay: 1 })).toThrow('decay must be at least 0 and less than 1, got 1')
  expect(() => optim.adaGrad({ start: -1 })).toThrow('start must be 0 or more, got -1')
  expect(() => optim.clipByNorm(sgd, 0)).toThrow('limit must be a positive number, got 0')
  expect(() => optim.clipByValue(sgd, NaN)).toThrow('limit must be a positive number, got NaN')
  expect(() => optim.accumulate(sgd, 0.5)).toThrow('calls must be a whole number, 1 or more, got 0.5')
  expect(() => optim.accumulate(optim.accumulate(sgd, 2), 2)).toThrow('accumulate: this optimiser has it already')
  expect(() => optim.step({ rate: 1, every: 0 })).toThrow('every must be a whole number, 1 or more, got 0')
  expect(() => optim.exponential({ rate: 1, factor: 0 })).toThrow('factor must be a positive number, got 0')
  expect(() => optim.oneCycle({ rate: 1, steps: 1 })).toThrow('steps must be 2 or more, got 1')
  expect(() => optim.oneCycle({ rate: 1, steps: 9, rising: 1 })).toThrow(
    'rising must be more than 0 and less than 1, got 1',
  )
  expect(() => optim.warmup(0, optim.constant(1))).toThrow('steps must be a whole number, 1 or more, got 0')
  expect(() => optim.cosine({ rate: 0.1, steps: 10, warmup: 10 })).toThrow(/warmup must be less than steps/)
  expect(optim.cosine({ rate: 0.1, steps: 10 })).toEqual({ kind: 'cosine', rate: 0.1, steps: 10, warmup: 0, floor: 0 })
})
