/** Smoke tests of the examples: they check in types elsewhere; here they train for a moment and get better. */
import { describe, expect, test } from 'vitest'
import cnn, { data, training } from '../../examples/digits-cnn/model.js'
import mlp, { training as mlpTraining } from '../../examples/digits-mlp/model.js'
import { compile } from '../../src/codegen/index.js'
import { Generator } from '../../src/runtime/index.js'

const { train, validation } = data()

describe('the data', () => {
  test('1,237 records to train, 200 to validate, 360 to test, pixels from 0 to 1', () => {
    expect(train['x']).toHaveLength(1237 * 64)
    expect(validation['label']).toHaveLength(200)
    expect(data().test['label']).toHaveLength(360)
    expect(Math.max(...Array.from(train['x']!))).toBe(1)
    expect(new Set(Array.from(train['label']!)).size).toBe(10)
  })

  test('augmentation moves an image by at most one pixel and loses only what leaves it', () => {
    const x = new Float32Array(64)
    x[3 * 8 + 4] = 1
    for (let seed = 0; seed < 20; seed++) {
      const moved = x.slice()
      training.augment({ x: moved }, new Generator(seed, 'test'), 1)
      const at = moved.indexOf(1)
      expect(Math.abs(Math.floor(at / 8) - 3)).toBeLessThanOrEqual(1)
      expect(Math.abs((at % 8) - 4)).toBeLessThanOrEqual(1)
      expect(moved.reduce((a, b) => a + b)).toBe(1)
    }
  })
})

describe('training', () => {
  test('digits-mlp learns most validation digits in eight epochs', async () => {
    const compiled = compile(mlp, { bind: { batch: mlpTraining.batch } })
    const { history } = await compiled.fit({ data: train, epochs: 8, batch: mlpTraining.batch, validation })
    expect(history.at(-1)!.train['loss']).toBeLessThan(history[0]!.train['loss']! / 2)
    expect(compiled.evaluate(validation)['accuracy']).toBeGreaterThan(0.85)
  })

  test('digits-cnn: a hundred steps on one batch bring its loss down', () => {
    const compiled = compile(cnn, { bind: { batch: 32 } })
    const batch = { x: Array.from(train['x']!).slice(0, 32 * 64), label: Array.from(train['label']!).slice(0, 32) }
    const first = compiled.step(batch)['loss']![0]!
    let last = first
    for (let step = 0; step < 100; step++) last = compiled.step(batch)['loss']![0]!
    expect(first).toBeGreaterThan(2)
    expect(last).toBeLessThan(1)
  })
})
