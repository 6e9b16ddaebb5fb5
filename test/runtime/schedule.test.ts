import { describe, expect, it } from 'vitest'
import { rateAt, writeStepScalars } from '../../src/runtime/optimizer.js'
import { learningRate } from '../../src/runtime/schedule.js'
import { instantiate } from '../../src/runtime/instance.js'
import { regression, regressionKernels } from './support.js'

describe('learningRate', () => {
  it('constant', () => {
    expect([0, 5, 1e6].map((step) => learningRate({ kind: 'constant', rate: 0.3 }, step))).toEqual([0.3, 0.3, 0.3])
  })
  it('cosine: linear warm-up to the rate, half a cosine to the floor, the floor after', () => {
    const schedule = { kind: 'cosine', rate: 1, warmup: 4, steps: 12, floor: 0.2 } as const
    const rates = Array.from({ length: 15 }, (_, step) => learningRate(schedule, step))
    expect(rates.slice(0, 5)).toEqual([0.25, 0.5, 0.75, 1, 1])
    for (let step = 4; step <= 12; step++) {
      expect(rates[step]).toBeCloseTo(0.2 + 0.4 * (1 + Math.cos((Math.PI * (step - 4)) / 8)), 14)
    }
    expect(rates.slice(12)).toEqual([0.2, 0.2, 0.2])
  })
  it('cosine without a step left is at its floor', () => {
    expect(learningRate({ kind: 'cosine', rate: 1, warmup: 4, steps: 4, floor: 0.1 }, 9)).toBe(0.1)
  })
  const rates = (schedule: Parameters<typeof learningRate>[0], steps: number): number[] =>
    Array.from({ length: steps }, (_, step) => learningRate(schedule, step))
  it('step, exponential and linear', () => {
    expect(rates({ kind: 'step', rate: 1, every: 2, factor: 0.5 }, 6)).toEqual([1, 1, 0.5, 0.5, 0.25, 0.25])
    expect(rates({ kind: 'exponential', rate: 2, factor: 0.5 }, 4)).toEqual([2, 1, 0.5, 0.25])
    expect(rates({ kind: 'linear', rate: 1, steps: 4, floor: 0.5 }, 6)).toEqual([1, 0.875, 0.75, 0.625, 0.5, 0.5])
  })
  it('oneCycle: the numbers of OneCycleLR(max_lr=1, total_steps=10)', () => {
    const got = rates({ kind: 'oneCycle', rate: 1, steps: 10, rising: 0.3, start: 0.04, end: 4e-6 }, 11)
    const up = (p: number) => 1 + ((0.04 - 1) * (1 + Math.cos(Math.PI * p))) / 2
    const down = (p: number) => 4e-6 + ((1 - 4e-6) * (1 + Math.cos(Math.PI * p))) / 2
    const want = [up(0), up(0.5), 1, ...[1, 2, 3, 4, 5, 6, 7].map((k) => down(k / 7)), 4e-6]
    got.forEach((value, step) => expect(value).toBeCloseTo(want[step]!, 14))
    expect(got[1]).toBeCloseTo(0.52, 14)
    expect(rates({ kind: 'oneCycle', rate: 1, steps: 2, rising: 0.5, start: 0.1, end: 0.01 }, 2)).toEqual([1, 0.01])
  })
  it('warm-up before any schedule', () => {
    const schedule = { kind: 'step', rate: 1, every: 1, factor: 0.5 } as const
    expect(rates({ kind: 'warmup', steps: 4, schedule }, 7)).toEqual([0.25, 0.5, 0.75, 1, 1, 0.5, 0.25])
  })
})

describe('step scalars', () => {
  it('are the rate, the corrections 1 − βᵗ from t = 1, and the step', () => {
    const { scalars, manifest } = instantiate(regression(), regressionKernels)
    writeStepScalars(manifest.optimizer, scalars, 1)
    expect(scalars.get('rate')!.scalar()).toBe(Math.fround(rateAt(manifest.optimizer, 1)))
    expect(scalars.get('correction1')!.scalar()).toBeCloseTo(1 - 0.9 ** 2, 7)
    expect(scalars.get('step')!.scalar()).toBe(1)
    expect(rateAt(null, 3)).toBe(0)
  })
})
