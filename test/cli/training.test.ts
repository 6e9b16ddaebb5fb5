/** What a model file says about training: every wrong form of it is refused at its line, before anything is compiled. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import '../../src/dsl/ops/index.js'
import { ModelFailure } from '../../src/codegen/cli/failure.js'
import type { ModelFile } from '../../src/codegen/cli/load-model.js'
import { placeOfExport } from '../../src/codegen/cli/place.js'
import { trainingData, trainingPlan } from '../../src/codegen/cli/training.js'
import { i32 } from '../../src/dsl/function.js'
import { model, nn, optim } from '../../src/index.js'
import { crossEntropy } from '../../src/functions.js'

const folder = mkdtempSync(join(tmpdir(), 'shapewright-training-'))
const file = join(folder, 'model.ts')
writeFileSync(file, 'export default 0\n\nexport const data = () => 0\n  export const training = {}\n')

const hidden = nn.linear(4, 3)
const loaded = (exports: Record<string, unknown>): ModelFile => ({
  file,
  exports,
  model: model({
    inputs: { x: ['batch', 4], label: i32(['batch']) },
    layers: { hidden },
    forward: ({ x }) => hidden(x),
    loss: ({ output, label }) => crossEntropy(output, label),
    optimizer: optim.sgd({ rate: 0.1 }),
  }),
})

const thrown = async (run: () => unknown): Promise<unknown> => {
  try {
    return await run()
  } catch (error) {
    return error
  }
}

describe('training', () => {
  it.each([
    [{ epochs: 0 }, 'training: epochs is 0; it is an integer of at least 1'],
    [{ epochs: NaN }, 'training: epochs is NaN;'],
    [{ epochs: '2' }, 'training: epochs is "2";'],
    [{ batch: -4 }, 'training: batch is -4;'],
    [{ batch: 2.5 }, 'training: batch is 2.5;'],
    [{ seed: -1 }, 'seed: got -1; a seed is an integer from 0 to 2^53 - 1'],
    [{ patience: 0 }, 'training: patience is 0;'],
    [{ monitor: 'loss' }, 'training: monitor is "loss";'],
    [{ augment: {} }, 'training: augment is an object; it is a function'],
    [{ dropLast: 1 }, 'training: dropLast is 1; it is true or false'],
    [{ learningRate: 1 }, '`training` has no option learningRate'],
  ])('%j', async (wrong, message) => {
    const found = await thrown(() => trainingPlan(loaded({ training: { epochs: 2, batch: 4, ...wrong } }), {}))
    expect(found).toBeInstanceOf(ModelFailure)
    expect(found).toMatchObject({
      message: expect.stringContaining(message),
      place: { file, line: 4, column: 16, length: 8 },
    })
  })

  it('what is right passes, and the command line comes first', () => {
    const training = { epochs: 2, batch: 4, patience: 3, monitor: { name: 'loss', mode: 'min' }, shuffle: false }
    expect(trainingPlan(loaded({ training }), { epochs: 9 })).toEqual({ ...training, epochs: 9, seed: 0 })
  })
})

describe('data', () => {
  const records = { x: new Float32Array(8), label: new Int32Array(2) }

  it.each([
    [undefined, 'this file exports no `data`'],
    [records, '`data` must be a function'],
    [() => null, '`data` must return an object with `train`'],
    [() => ({ train: null }), '`data`, train: the data is null; give an array for each input by its name'],
    [() => ({ train: records, validation: 3 }), '`data`, validation: the data is a number;'],
    [() => ({ train: records, test: [records] }), '`data`, test: only training records may come from an iterator'],
    [() => ({ train: records, tset: records }), '`data` returns tset; it may return train, validation and test'],
  ])('%s', async (data, message) => {
    const found = await thrown(() => trainingData(loaded({ data })))
    expect(found).toBeInstanceOf(ModelFailure)
    expect(found).toMatchObject({ message: expect.stringContaining(message), place: { file, line: 3 } })
  })

  it('records, iterators of them and functions may train', async () => {
    for (const train of [records, [records], () => [records]])
      expect(await trainingData(loaded({ data: () => ({ train, test: records }) }))).toEqual({ train, test: records })
  })
})

it('an export that is written in another way stands at the first line', () => {
  expect(placeOfExport(file, 'elsewhere')).toEqual({ file, line: 1, column: 1 })
})
