import { describe, expect, it } from 'vitest'
import { DataError, OptionError, RuntimeError, RuntimeShapeError } from '../../src/runtime/errors.js'
import { instantiate } from '../../src/runtime/instance.js'
import type { Manifest } from '../../src/runtime/manifest.js'
import { planBatches } from '../../src/runtime/predict.js'
import { records, regression, regressionKernels, weightsOf } from './support.js'

const make = (sizes?: Parameters<typeof regression>[0], seed = 0) =>
  instantiate(regression(sizes), regressionKernels, { seed })

describe('instantiate', () => {
  it('writes constants, parameters (by strides) and seed; padding stays zero', () => {
    const instance = make()
    const cells = new Float32Array(instance.segments[0]!)
    const weight = instance.tensor('weight').read()
    expect([cells[40], cells[41]]).toEqual([0.75, 0.25])
    expect([...weight]).toEqual([cells[0], cells[4], cells[1], cells[5], cells[2], cells[6]])
    expect([cells[3], cells[7]]).toEqual([0, 0])
    expect(new Set(weight).size).toBe(6)
    expect([
      ...make(undefined, 2 ** 32 + 7)
        .scalars.get('seed')!
        .read(),
    ]).toEqual([7, 1])
  })
  it('the seed decides the parameters', () => {
    expect(weightsOf(make())).toEqual(weightsOf(make()))
    expect(weightsOf(make(undefined, 1))).not.toEqual(weightsOf(make()))
    expect(() => make(undefined, -1)).toThrow('seed: got -1')
  })
  it('refuses manifest and kernels of different builds', () => {
    expect(() => instantiate(regression(), () => ({}))).toThrow('the kernels have no function step_8')
    const other = { ...regression(), format: 'shapewright-build/9' } as unknown as Manifest
    expect(() => instantiate(other, regressionKernels)).toThrow(RuntimeError)
    const small = { ...regression(), segments: [{ bytes: 2048 }] }
    expect(() => instantiate(small, regressionKernels)).toThrow('ends outside segment 0 of 2048 bytes')
  })
})

describe('tensors', () => {
  it('write and read row-major through strides', () => {
    const view = make().tensor('weight')
    view.write([1, 2, 3, 4, 5, 6])
    expect([...view.read()]).toEqual([1, 2, 3, 4, 5, 6])
    expect([...view.memory.subarray(0, 7)]).toEqual([1, 3, 5, 0, 2, 4, 6])
  })
  it('refuse a wrong length and values that are not finite', () => {
    const view = make().tensor('weight')
    expect(() => view.write([1, 2])).toThrow(RuntimeShapeError)
    expect(() => view.write([1, 2])).toThrow('write weight: its shape [3, 2] has 6 elements, got 2')
    expect(() => view.write([1, 2, 3, NaN, 5, 6])).toThrow('weight: got NaN in row 1, column 1; values must be finite')
    expect(() => view.write([1, 2, 3, 4, 1e39, 6])).toThrow(DataError)
    expect(() => view.read(new Float32Array(5))).toThrow('got 5')
    expect(() => make().tensor('wait')).toThrow(OptionError)
    expect(() => make().tensor('wait')).toThrow(
      'no parameter or state is named wait; there are weight, weight.momentum',
    )
  })
})

describe('call', () => {
  it('writes inputs, runs and reads outputs; a step is counted and gets its scalars', () => {
    const instance = make()
    const before = instance.call('evaluate', records(8))['loss']![0]!
    const first = instance.call('step', records(8))
    expect(Object.keys(first)).toEqual(['loss', 'error'])
    expect(instance.stepCount).toBe(1)
    expect(instance.scalars.get('rate')!.scalar()).toBeCloseTo(0.05 / 3, 8)
    expect(instance.scalars.get('correction1')!.scalar()).toBeCloseTo(0.1, 7)
    instance.call('step', records(5))
    expect(instance.scalars.get('step')!.scalar()).toBe(1)
    expect(instance.call('evaluate', records(8))['loss']![0]).toBeLessThan(before)
  })
  it('reset begins again', () => {
    const instance = make()
    instance.call('step', records(8))
    instance.reset(0)
    expect(weightsOf(instance)).toEqual(weightsOf(make()))
    expect(instance.stepCount).toBe(0)
  })
  it('refuses inputs that do not fit', () => {
    const instance = make()
    const { x, label } = records(8)
    expect(() => instance.call('step', { x })).toThrow('step: input label is missing; it takes x, label and got x')
    expect(() => instance.call('step', { x, label, y: x })).toThrow('step: there is no input named y')
    expect(() => instance.call('step', records(7))).toThrow(
      'step: got x: 21 values, label: 7 values; it was built for x [8, 3], label [8] or x [5, 3], label [5]',
    )
    expect(() => instance.call('step', { x, label: label.map(() => 4) })).toThrow(
      'label: got 4 in row 0; values must be from 0 to 3',
    )
    expect(() => instance.call('step', { x, label: [...label].map(() => 0.5) })).toThrow('values must be integers')
    expect(() => instance.entry('step', 9)).toThrow('step: asked for a batch of 9, built for 8, 5')
    expect(() => make({ predict: [] }).call('predict', { x })).toThrow('predict: this build has no entry of that name')
  })
})

describe('predict', () => {
  const expected = (instance: ReturnType<typeof make>, rows: number) =>
    Array.from({ length: rows }, (_, row) => instance.call('predict', { x: records(1, row).x })['value']![0])
  it.each([0, 1, 7, 8, 9, 30])('%i rows, from batches of 8 and 1', (rows) => {
    const instance = make()
    expect([...instance.predict({ x: records(rows).x })['value']!]).toEqual(expected(instance, rows))
  })
  it('fills the last batch up where no size fits', () => {
    const values = expected(make({ predict: [8, 1] }), 11)
    expect([...make({ predict: [8] }).predict({ x: records(11).x })['value']!]).toEqual(values)
    expect([...make({ predict: [8] }).predict({ x: records(3).x })['value']!]).toEqual(values.slice(0, 3))
  })
  it('refuses bad rows', () => {
    const instance = make()
    expect(() => instance.predict({ x: [1, 2] })).toThrow(
      'predict: x has 2 values, which is no whole number of rows of 3',
    )
    expect(() => instance.predict({ x: [1, 2, 3, 4, NaN, 6] })).toThrow('x: got NaN in row 1, column 1')
    expect(() => instance.predict({ y: [1] })).toThrow('predict: input x is missing; it takes x and got y')
  })
})

describe('planBatches', () => {
  it.each([
    [70, [32, 6], [32, 32, 6]],
    [26, [32, 13], [13, 13]],
    [39, [32, 13], [13, 13, 13]],
    [24, [21, 8], [8, 8, 8]],
    [0, [32], []],
    [33, [32], null],
  ])('%i rows of %j', (rows, sizes, plan) => {
    expect(planBatches(rows, sizes)).toEqual(plan)
  })
})
