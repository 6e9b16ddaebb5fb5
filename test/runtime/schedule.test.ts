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
