import { describe, expect, it, vi } from 'vitest'
import * as fc from 'fast-check'
import {
  CheckpointError,
  DataError,
  NonFiniteLossError,
  OptionError,
  ParameterMismatchError,
  RuntimeError,
  RuntimeShapeError,
} from '../../src/runtime/errors.js'
import { batchSizes } from '../../src/runtime/data.js'
import type { Dataset } from '../../src/runtime/data.js'
import { evaluate } from '../../src/runtime/evaluate.js'
import type { FitEvent } from '../../src/runtime/history.js'
import { instantiate } from '../../src/runtime/instance.js'
import { loadParameters } from '../../src/runtime/parameters.js'
import { fit } from '../../src/runtime/train.js'
import type { FitOptions } from '../../src/runtime/train.js'
import { records, regression, regressionKernels, weightsOf } from './support.js'

const make = (sizes?: Parameters<typeof regression>[0], seed = 0) =>
  instantiate(regression(sizes), regressionKernels, { seed })
const options: FitOptions = { data: records(29), epochs: 4, batch: 8, validation: records(12, 100) }

/** Steps the epoch in batches by iterating over rows of any grouping. */
function* groups(data: { x: Float32Array; label: Int32Array }, sizes: readonly number[]): Generator<Dataset> {
  let first = 0
  for (const size of sizes) {
    yield { x: data.x.subarray(3 * first, 3 * (first + size)), label: data.label.subarray(first, first + size) }
    first += size
  }
}

describe('fit', () => {
  it('learns, evaluates each epoch and tells its callbacks', async () => {
    const instance = make()
    const events: FitEvent[] = []
    const before = evaluate(instance, records(12, 100))['loss']!
    const result = await fit(instance, { ...options, callbacks: (event) => void events.push({ ...event }) })
    expect(result.stopped).toBe('completed')
    expect(result.steps).toBe(16)
    expect(result.history.map(({ epoch, step }) => [epoch, step])).toEqual([
      [1, 4],
      [2, 8],
      [3, 12],
      [4, 16],
    ])
    expect(result.history[3]!.validation!['loss']).toBeLessThan(before / 2)
    expect(result.history[3]!.validation).toEqual(evaluate(instance, records(12, 100)))
    expect(Object.keys(result.history[0]!.train)).toEqual(['loss', 'error'])
    expect(events.map(({ kind }) => kind).join(' ')).toBe(`${'step step step step epoch '.repeat(4)}end`)
    const steps = events.filter((event) => event.kind === 'step')
    expect(steps.map(({ rows }) => rows).slice(0, 4)).toEqual([8, 8, 8, 5])
    expect(steps[5]).toMatchObject({ epoch: 2, epochs: 4, step: 6, stepInEpoch: 2, stepsPerEpoch: 4 })
  })
  it('is a function of the seed', async () => {
    const run = async (seed: number, extra: Partial<FitOptions> = {}) => {
      const instance = make(undefined, seed)
      await fit(instance, { ...options, ...extra })
      return weightsOf(instance)
    }
    expect(await run(0)).toEqual(await run(0))
    expect(await run(1)).not.toEqual(await run(0))
    expect(await run(0, { seed: 1 })).not.toEqual(await run(0))
    expect(await run(0, { shuffle: false })).not.toEqual(await run(0))
  })
  it('shuffles every epoch differently and uses every record once', async () => {
    const orders: number[][] = []
    const data = {
      x: Float32Array.from({ length: 29 * 3 }, (_, i) => Math.floor(i / 3) / 29),
      label: new Int32Array(29),
    }
    const augment: NonNullable<FitOptions['augment']> = (batch, _generator, rows) => {
      for (let row = 0; row < rows; row++) orders.at(-1)!.push(Math.round(29 * batch['x']![3 * row]!))
    }
    const callbacks = (event: FitEvent) => void (event.kind === 'epoch' && orders.push([]))
    orders.push([])
    await fit(make(), { data, epochs: 2, batch: 8, augment, callbacks })
    expect(orders[0]).not.toEqual(orders[1])
    for (const order of orders.slice(0, 2)) expect(order.toSorted((a, b) => a - b)).toEqual([...Array(29).keys()])
  })
  it('augments copies, with the same random numbers in the same place', async () => {
    const drawn: number[] = []
    const augment: NonNullable<FitOptions['augment']> = (batch, generator) => {
      drawn.push(generator.uniform())
      batch['x']!.fill(0)
    }
    const data = records(29)
    await fit(make(), { data, epochs: 2, batch: 8, augment })
    expect(new Set(drawn).size).toBe(8)
    expect(data).toEqual(records(29))
    const first = [...drawn]
    drawn.length = 0
    await fit(make(), { data, epochs: 2, batch: 8, augment })
    expect(drawn).toEqual(first)
  })
  it('evaluation weighs every record the same, whatever the batches', () => {
    const one = evaluate(make({ evaluate: [1] }), records(12))
    const several = evaluate(make({ evaluate: [8, 3, 1] }), records(12))
    expect(several['loss']).toBeCloseTo(one['loss']!, 6)
    expect(several['error']).toBeCloseTo(one['error']!, 6)
  })
  it('dropLast leaves the partial batch out', async () => {
    const result = await fit(make({ step: [8] }), { ...options, dropLast: true })
    expect(result.steps).toBe(12)
  })
  it('stops early and restores the best weights', async () => {
    const instance = make()
    // Validation labels opposite to the training labels: the first epoch is the best.
    const validation = { x: records(12).x, label: records(12).label.map((label) => 3 - label) }
    const losses: number[] = []
    const weights: unknown[] = []
    const callbacks = (event: FitEvent) => {
      if (event.kind !== 'epoch') return
      losses.push(event.validation!['loss']!)
      weights.push(weightsOf(instance))
    }
    const result = await fit(instance, { data: records(29), epochs: 60, batch: 8, validation, patience: 3, callbacks })
    expect(result.stopped).toBe('early')
    expect(result.history.length).toBe(result.best!.epoch + 3)
    expect(result.best!.value).toBe(Math.min(...losses))
    expect(weightsOf(instance)).toEqual(weights[result.best!.epoch - 1])
    expect(weightsOf(instance)).not.toEqual(weights.at(-1))
  })
  it('monitors another output, upwards unless told otherwise', async () => {
    const result = await fit(make(), { ...options, patience: 9, monitor: { name: 'error', mode: 'min' } })
    expect(result.best!.value).toBe(Math.min(...result.history.map(({ validation }) => validation!['error']!)))
    const upwards = await fit(make(), { ...options, patience: 9, monitor: { name: 'error' } })
    expect(upwards.best!.value).toBe(Math.max(...upwards.history.map(({ validation }) => validation!['error']!)))
  })
})

describe('streams', () => {
  const data = records(29)
  const reference = async () => {
    const instance = make()
    await fit(instance, { ...options, data, shuffle: false })
    return weightsOf(instance)
  }
  it('regroups batches of any size, sync and async', async () => {
    const sync = make()
    await fit(sync, { ...options, data: () => groups(data, [3, 11, 0, 15]) })
    expect(weightsOf(sync)).toEqual(await reference())
    const asynchronous = make()
    const stream = async function* () {
      yield* groups(data, [29])
    }
    await fit(asynchronous, { ...options, data: stream })
    expect(weightsOf(asynchronous)).toEqual(await reference())
    const iterable = make()
    await fit(iterable, { ...options, data: { [Symbol.iterator]: () => groups(data, [20, 9]) } })
    expect(weightsOf(iterable)).toEqual(await reference())
  })
  it('refuses what is used up, or wrong, naming the row of the epoch', async () => {
    await expect(fit(make(), { ...options, data: groups(data, [29]) })).rejects.toThrow(
      'fit: the data gave no batch in epoch 2',
    )
    const wrong = { x: data.x.slice(), label: data.label }
    wrong.x[3 * 17 + 1] = NaN
    await expect(fit(make(), { ...options, data: () => groups(wrong, [10, 19]) })).rejects.toThrow(
      'x: got NaN in row 17, column 1',
    )
    await expect(fit(make({ step: [8] }), { ...options, data: () => groups(data, [29]) })).rejects.toThrow(
      RuntimeShapeError,
    )
  })
})

describe('resume', () => {
  const full: FitOptions = {
    ...options,
    epochs: 5,
    patience: 4,
    augment: (batch, generator) => {
      batch['x']![0]! += 0.01 * generator.normal()
    },
  }
  const uninterrupted = async (extra: Partial<FitOptions> = {}) => {
    const instance = make()
    const { history, best } = await fit(instance, { ...full, ...extra })
    return { weights: weightsOf(instance), history, best, steps: instance.stepCount }
  }
  /** Aborts after each of the given steps and goes on in a new instance. */
  async function interrupted(stops: readonly number[], extra: Partial<FitOptions> = {}) {
    let saved: Uint8Array | undefined
    for (const stop of [...stops, Infinity]) {
      const instance = make()
      const controller = new AbortController()
      const result = await fit(instance, {
        ...full,
        ...extra,
        ...(saved ? { resume: saved } : {}),
        signal: controller.signal,
        onCheckpoint: (bytes) => void (saved = bytes),
        callbacks: (event) => {
          if (event.kind === 'step' && event.step === stop) controller.abort()
        },
      })
      if (stop !== Infinity) expect(result.stopped).toBe('aborted')
      else return { weights: weightsOf(instance), history: result.history, best: result.best, steps: result.steps }
    }
    throw new Error('unreachable')
  }
  it('gives the same bits wherever it was stopped, also twice', async () => {
    const expected = await uninterrupted()
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.integer({ min: 1, max: 19 }), { minLength: 1, maxLength: 3 }),
        async (stops) => {
          const resumed = await interrupted(stops.toSorted((a, b) => a - b))
          expect(resumed).toEqual(expected)
        },
      ),
      { numRuns: 30 },
    )
  })
  it('takes the seed of the instance from the checkpoint', async () => {
    let saved: Uint8Array | undefined
    await fit(make(), { ...full, epochs: 2, checkpointEvery: 2, onCheckpoint: (bytes) => void (saved = bytes) })
    const instance = make(undefined, 5)
    await fit(instance, { ...full, seed: 0, resume: saved! })
    expect(instance.seed).toBe(0)
    expect(weightsOf(instance)).toEqual((await uninterrupted()).weights)
  })
  it('keeps the best weights across an interruption', async () => {
    // Labels opposite to those of training: an early epoch is the best, before the stop.
    const { x, label } = records(12)
    const extra = { validation: { x, label: label.map((value) => 3 - value) }, epochs: 5 }
    const expected = await uninterrupted(extra)
    expect(expected.best!.epoch).toBe(2)
    expect(await interrupted([14], extra)).toEqual(expected)
  })
  it('keeps metrics that are not numbers', async () => {
    const kernels: typeof regressionKernels = (segments) => {
      const functions = Object.entries(regressionKernels(segments)).map(([name, run]) => {
        const spoil = () => {
          run()
          new Float32Array(segments[0]!)[49] = NaN
        }
        return [name, spoil] as const
      })
      return Object.fromEntries(functions)
    }
    let saved: Uint8Array | undefined
    const stop = { epochs: 2, checkpointEvery: 1, onCheckpoint: (bytes: Uint8Array) => void (saved ??= bytes) }
    const { history } = await fit(instantiate(regression(), kernels), { ...full, ...stop })
    expect(history[0]!.train['error']).toBeNaN()
    const resumed = await fit(instantiate(regression(), kernels), { ...full, epochs: 2, resume: saved! })
    expect(resumed.history).toEqual(history)
  })
  it('also for streams', async () => {
    const data = () => groups(records(29), [7, 22])
    expect(await interrupted([6, 11], { data })).toEqual(await uninterrupted({ data }))
  })
  it('a checkpoint of an epoch continues too, and its weights load as weights', async () => {
    const saved: Uint8Array[] = []
    const reasons: string[] = []
    await fit(make(), {
      ...full,
      checkpointEvery: 2,
      onCheckpoint: (bytes, reason) => void (saved.push(bytes), reasons.push(reason)),
    })
    expect(reasons).toEqual(['epoch', 'epoch'])
    const instance = make()
    const { history, best } = await fit(instance, { ...full, resume: saved[0]! })
    expect({ weights: weightsOf(instance), history, best, steps: instance.stepCount }).toEqual(await uninterrupted())
    const other = make(undefined, 9)
    loadParameters(other, saved[1]!)
    expect([...other.tensor('weight').read()]).not.toEqual([...make(undefined, 9).tensor('weight').read()])
  })
  it('an aborted signal stops before the first step', async () => {
    const onCheckpoint = vi.fn()
    const result = await fit(make(), { ...full, signal: AbortSignal.abort(), onCheckpoint })
    expect(result).toMatchObject({ stopped: 'aborted', steps: 0 })
    expect(onCheckpoint).toHaveBeenCalledOnce()
  })
  it('an abort from a timer is served between steps', async () => {
    const result = await fit(make(), {
      ...full,
      epochs: 10_000_000,
      patience: 10_000_000,
      signal: AbortSignal.timeout(120),
    })
    expect(result.stopped).toBe('aborted')
  })
  it('refuses checkpoints of another run, other files and damaged ones; nothing is changed then', async () => {
    let saved = new Uint8Array()
    const controller = new AbortController()
    await fit(make(), {
      ...full,
      signal: controller.signal,
      onCheckpoint: (bytes) => void (saved = Uint8Array.from(bytes)),
      callbacks: (event) => void (event.kind === 'step' && event.step === 6 && controller.abort()),
    })
    const instance = make()
    const resume = (bytes: Uint8Array, extra: Partial<FitOptions> = {}) =>
      fit(instance, { ...full, ...extra, resume: bytes })
    await expect(resume(saved, { batch: 5, dropLast: true })).rejects.toThrow('written with batch 8, this run has 5')
    await expect(resume(saved, { data: records(24) })).rejects.toThrow('written with rows 29, this run has 24')
    await expect(resume(saved, { seed: 3 })).rejects.toThrow(CheckpointError)
    const edit = (from: string, to: string) => {
      const bytes = saved.slice()
      const text = new TextDecoder('latin1').decode(bytes)
      const at = text.indexOf(from)
      expect(at).toBeGreaterThan(0)
      for (let i = 0; i < to.length; i++) bytes[at + i] = to.charCodeAt(i)
      return bytes
    }
    await expect(resume(edit('shapewright-checkpoint/1', 'another-program-file/01 '))).rejects.toThrow('no checkpoint')
    await expect(resume(edit('"model":"regression"', '"model":"regressive"'))).rejects.toThrow(
      'is of model "regressive"',
    )
    await expect(resume(edit('"step":"6"', '"step":"x"'))).rejects.toThrow('damaged')
    await expect(resume(edit('"rowsDone', '"rowsDoen'.replace('"', '"')))).rejects.toThrow(CheckpointError)
    await expect(resume(edit('"best/weight"', '"bost/weight"'))).rejects.toThrow(ParameterMismatchError)
    expect(weightsOf(instance)).toEqual(weightsOf(make()))
    expect(instance.stepCount).toBe(0)
    // A mutated header is refused with a typed error, or still a checkpoint that can be continued.
    const headerLength = Number(new DataView(saved.buffer).getBigUint64(0, true))
    let refused = 0
    await fc.assert(
      fc.asyncProperty(
        fc.nat(headerLength - 1),
        fc.constantFrom(...'0123456789"{}[]:,-e x'.split('')),
        async (at, character) => {
          const bytes = saved.slice()
          bytes[8 + at] = character.charCodeAt(0)
          const reason: unknown = await fit(make(), { ...full, epochs: 2, resume: bytes }).catch(
            (error: unknown) => error,
          )
          if (!(reason instanceof Error)) return
          refused++
          expect(reason).toBeInstanceOf(RuntimeError)
        },
      ),
      { numRuns: 500 },
    )
    expect(refused).toBeGreaterThan(100)
  })
})

describe('bad input', () => {
  const failing = (extra: Partial<FitOptions>, sizes?: Parameters<typeof regression>[0]) =>
    expect(fit(make(sizes), { ...options, ...extra })).rejects
  it('options', async () => {
    await failing({ epochs: 0 }).toThrow('fit: epochs is 0; it is an integer of at least 1')
    await failing({ batch: 2.5 }).toThrow(OptionError)
    for (const patience of [-1, NaN, 0.5]) await failing({ patience }).toThrow(`fit: patience is ${patience}`)
    const { validation: _, ...without } = options
    await expect(fit(make(), { ...without, patience: 2 })).rejects.toThrow('needs validation')
    const wrong = (extra: object) => failing(extra as Partial<FitOptions>)
    await wrong({ epochs: '2' }).toThrow('fit: epochs is "2"; it is an integer of at least 1')
    await wrong({ shuffle: 'no' }).toThrow('fit: shuffle is "no"; it is true or false')
    await wrong({ augment: 3 }).toThrow('fit: augment is 3; it is a function')
    await wrong({ monitor: 'loss' }).toThrow('fit: monitor is "loss"; it is an object such as')
    await wrong({ monitor: { name: 'loss', mode: 'up' } }).toThrow(`fit: monitor.mode is "up"; it is 'min' or 'max'`)
    await failing({ monitor: { name: 'accuracy' } }).toThrow('monitor asks for accuracy; evaluate gives loss, error')
  })
  it('data', async () => {
    const { x, label } = records(29)
    const spoiled = (values: Float32Array, at: number, value: number) => values.map((v, i) => (i === at ? value : v))
    await failing({ data: { x } }).toThrow('fit: input label is missing from the data, which has x')
    await failing({ data: { x, label: label.subarray(1) } }).toThrow('fit: x has 29 rows, label has 28')
    await failing({ data: { x: x.subarray(1), label } }).toThrow('no whole number of rows of 3')
    const wrong = (data: unknown) => failing({ data: data as Dataset })
    await wrong(null).toThrow(
      new DataError(
        'the data is null; give an array for each input by its name, an iterator of such, or a function that makes one',
      ),
    )
    await wrong(7).toThrow('the data is a number;')
    await wrong({ x: 3, label }).toThrow(
      new DataError('fit: x is a number; give all its rows in one array of numbers, row after row'),
    )
    await wrong({ x: Array.from({ length: 29 }, () => [1, 2, 3]), label }).toThrow('fit: x is an array of arrays;')
    await expect(fit(make(), { ...options, validation: [records(12)] as unknown as Dataset })).rejects.toThrow(
      'fit: validation: the data is an iterator;',
    )
    await failing({ data: { x: [], label: [] } }).toThrow('fit: the data has no rows')
    await failing({ data: { x: spoiled(x, 64, NaN), label } }).toThrow('x: got NaN in row 21, column 1')
    await failing({ data: { x: spoiled(x, 2, Infinity), label } }).toThrow(DataError)
    await failing({ data: { x, label: label.map((v, i) => (i === 7 ? 4 : v)) } }).toThrow(
      'label: got 4 in row 7; values must be from 0 to 3',
    )
    await failing({ data: { x, label: label.map((v, i) => (i === 7 ? -1 : v)) } }).toThrow('label: got -1 in row 7')
    await failing({ validation: { x: spoiled(x, 0, NaN), label } }).toThrow('x: got NaN in row 0, column 0')
    await failing({ data: records(30) }).toThrow('the last one has 6 rows, step is built for batches of 8, 5')
    await failing({}, { evaluate: [8] }).toThrow('fit: validation: 12 rows cannot be made of batches of 8')
    await failing({ data: records(5), dropLast: true }, { step: [8, 5] }).toThrow('give no batch of 8')
  })
  it('a loss that is not finite: step, epoch, diagnosis, and the weights that led to it', async () => {
    const instance = make()
    const seen: unknown[] = []
    const augment: NonNullable<FitOptions['augment']> = (batch) => {
      if (instance.stepCount === 5) batch['x']![4] = NaN
      seen.push(weightsOf(instance))
    }
    const diagnose: NonNullable<FitOptions['diagnose']> = ({ entry, step, epoch }) => {
      expect([step, epoch, instance.stepCount]).toEqual([6, 2, 5])
      expect(entry.inputs.get('x')!.read()[4]).toBeNaN()
      seen.push(weightsOf(instance))
      return 'first in matmul (model.ts:12:5)'
    }
    const error = await fit(instance, { ...options, augment, diagnose }).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(NonFiniteLossError)
    expect(error).toMatchObject({ step: 6, epoch: 2, loss: NaN, diagnosis: 'first in matmul (model.ts:12:5)' })
    expect((error as Error).message).toBe(
      'fit: the loss became NaN at step 6 (epoch 2): first in matmul (model.ts:12:5)',
    )
    expect(seen.length).toBe(7)
    expect(seen[6]).toEqual(seen[5])
    expect(weightsOf(instance)).toEqual(seen[5])
  })
  it('batchSizes names what has to be built', () => {
    expect(batchSizes(1237, 32)).toEqual([32, 21])
    expect(batchSizes(64, 32)).toEqual([32])
    expect(batchSizes(5, 32)).toEqual([5])
  })
  it.each([0, -4, 2.5, NaN, Infinity, '8' as unknown as number])('batchSizes refuses %s of anything', (count) => {
    const message = (name: string) =>
      `batchSizes: ${name} is ${typeof count === 'string' ? '"8"' : count}; it is an integer of at least 1`
    expect(() => batchSizes(count, 32)).toThrow(new OptionError(message('rows')))
    expect(() => batchSizes(1237, count)).toThrow(new OptionError(message('batch')))
  })
})
