/** Compiled models in this process: batches of any size, training that repeats, and a diagnosis of a loss gone wrong. */
import { describe, expect, test } from 'vitest'
import '../../src/dsl/ops/index.js'
import { compile } from '../../src/codegen/index.js'
import { i32 } from '../../src/dsl/function.js'
import * as nn from '../../src/dsl/nn/index.js'
import { model } from '../../src/dsl/nn/model.js'
import * as optim from '../../src/dsl/optim/index.js'
import { accuracy, crossEntropy } from '../../src/functions.js'
import { DataError, NonFiniteLossError, OptionError } from '../../src/runtime/index.js'
import type { Dataset } from '../../src/runtime/index.js'
import { Generator } from '../../src/runtime/random.js'

const classifier = (rate = 0.5) => {
  const hidden = nn.linear(4, 8)
  const output = nn.linear(8, 3)
  return model({
    inputs: { x: ['batch', 4], label: i32(['batch']) },
    layers: { hidden, output },
    forward: ({ x }) => output(nn.dropout(0.1)(hidden(x).tanh())),
    loss: ({ output: logits, label }) => crossEntropy(logits, label),
    metrics: { accuracy: ({ output: logits, label }) => accuracy(logits, label) },
    optimizer: optim.sgd({ rate, momentum: 0.5 }),
  })
}

/** Points whose class is the position of the largest of the first three coordinates. */
function points(rows: number) {
  const draw = new Generator(1, 'points')
  const x = Float32Array.from({ length: rows * 4 }, () => draw.uniform())
  const label = Int32Array.from({ length: rows }, (_, row) => {
    const [a, b, c] = x.subarray(row * 4, row * 4 + 3)
    return [a, b, c].indexOf(Math.max(a!, b!, c!))
  })
  return { x, label }
}

describe('a compiled model', () => {
  test('trains with a last, partial batch and evaluates any number of records', async () => {
    const compiled = compile(classifier(), { bind: { batch: 16 } })
    const { history } = await compiled.fit({ data: points(70), epochs: 60, batch: 16, validation: points(23) })
    expect(history.at(-1)!.train['loss']).toBeLessThan(history[0]!.train['loss']! * 0.6)
    const metrics = compiled.evaluate(points(37))
    expect(metrics['accuracy']).toBeGreaterThan(0.8)
    // A new size moves the trained weights to a new arena.
    expect(compiled.evaluate(points(37))).toEqual(metrics)
    expect(compiled.predict({ x: points(5).x })['output']).toHaveLength(15)
    expect(compiled.instance.stepCount).toBe(60 * 5)
  })

  test('gives the same bits for the same seed, others for another', async () => {
    const run = async (seed: number) => {
      const compiled = compile(classifier(), { bind: { batch: 16 }, seed })
      await compiled.fit({ data: points(40), epochs: 3, batch: 16 })
      return Array.from(compiled.instance.tensor('output.weight').read())
    }
    expect(await run(3)).toEqual(await run(3))
    expect(await run(3)).not.toEqual(await run(4))
  })

  test('rejects labels that are no class', async () => {
    const compiled = compile(classifier(), { bind: { batch: 16 } })
    const { x, label } = points(16)
    label[5] = 3
    await expect(compiled.fit({ data: { x, label }, epochs: 1, batch: 16 })).rejects.toThrow(DataError)
    expect(() => compiled.step({ x, label })).toThrow(/label/)
  })
})

describe('what cannot be trained on is said before anything is compiled or written', () => {
  const compiled = compile(classifier(), { bind: { batch: 16 } })
  const data = points(16)
  const sizes = (): readonly number[] => compiled.instance.batchesOf('step')

  test.each([0, -4, 2.5, NaN])('a batch of %s', async (batch) => {
    const message = `fit: batch is ${batch}; it is an integer of at least 1`
    await expect(compiled.fit({ data, epochs: 1, batch })).rejects.toThrow(new OptionError(message))
    expect(sizes()).toEqual([16])
  })

  test('no records, no data, an iterator to evaluate', async () => {
    const none = { x: [], label: [] }
    await expect(compiled.fit({ data: none, epochs: 1, batch: 16 })).rejects.toThrow('fit: the data has no rows')
    expect(() => compiled.evaluate(none)).toThrow('evaluate: the data has no rows')
    const wrong = null as unknown as Dataset // as a program in JavaScript might
    await expect(compiled.fit({ data: wrong, epochs: 1, batch: 16 })).rejects.toThrow(DataError)
    for (const given of [wrong, [data] as unknown as Dataset, { ...data, x: 3 as unknown as number[] }])
      expect(() => compiled.evaluate(given)).toThrow(DataError)
    expect(sizes()).toEqual([16])
  })
})

describe('a loss that is no number', () => {
  test('is traced to the first operator and its line', async () => {
    const layer = nn.linear(4, 1)
    const broken = model({
      inputs: { x: ['batch', 4] },
      layers: { layer },
      forward: ({ x }) => layer(x).relu(),
      loss: ({ output }) => output.sub(9).log().mean(), // log of a negative number
      optimizer: optim.sgd({ rate: 0.1 }),
    })
    const compiled = compile(broken, { bind: { batch: 8 } })
    const before = Array.from(compiled.instance.tensor('layer.weight').read())
    const failure = compiled.fit({ data: { x: points(8).x }, epochs: 1, batch: 8 })
    await expect(failure).rejects.toThrow(NonFiniteLossError)
    await expect(failure).rejects.toThrow(
      /log \[batch, 1\] at .*compiled\.test\.ts:\d+:\d+ is the first result that is not finite \(8 of 8 elements are NaN\)/,
    )
    expect(Array.from(compiled.instance.tensor('layer.weight').read())).toEqual(before)
  })
})
