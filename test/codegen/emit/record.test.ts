/** manifest.json, read again after somebody has edited it. */
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { readRecord } from '../../../src/codegen/emit/record.js'

const text = readFileSync(new URL('../../../examples/digits-mlp/generated/manifest.json', import.meta.url), 'utf8')

/** The manifest with one field, given by its path, replaced; undefined takes it out. */
function edited(path: string, value: unknown): string {
  const manifest = JSON.parse(text) as Record<string, unknown>
  const names = path.split('.')
  const last = names.pop()!
  const owner = names.reduce((object, name) => object[name] as Record<string, unknown>, manifest)
  if (value === undefined) delete owner[last]
  else owner[last] = value
  return JSON.stringify(manifest)
}

it.each([
  ['format', 'other/1', /not a manifest of format shapewright-manifest\/1/],
  ['generator', 1, /^generator should be a text, but is 1$/],
  ['hashes', undefined, /^hashes should be an object, but is missing$/],
  ['hashes.graphs', null, /^hashes\.graphs should be an object of texts, but is null$/],
  ['hashes.model', undefined, /^hashes\.model should be a text, but is missing$/],
  ['model.name', 'other', /its `model` is not the one this manifest was written with/],
  ['entries', {}, /^entries should be a list of objects/],
  ['entries.1.name', 'train', /^entries\[1\]\.name should be one of step, evaluate, predict, but is "train"$/],
  ['entries.0.binding', { batch: -1 }, /^entries\[0\]\.binding should be an object of sizes, but is \{"batch":-1\}$/],
  ['model.inputs', 'x', /^model\.inputs should be a list of objects/],
  ['model.inputs.0.shape', [0.5], /^model\.inputs\[0\]\.shape should be a list of sizes and names, but is \[0\.5\]$/],
  ['model.parameters.2.initializer', null, /^model\.parameters\[2\]\.initializer should be an object, but is null$/],
  ['model.optimizer', 'sgd', /^model\.optimizer should be an object or null/],
  ['graphs.predict', undefined, /not a graph of format/],
  ['graphs.step.nodes', 7, /^deserialize: nodes should be a list of nodes, but is 7$/],
  ['graphs.step.outputs', {}, /graph step is not the one this manifest was written with/],
])('%s as %j is refused in a sentence', (path, value, message) => {
  expect(() => readRecord(edited(path, value))).toThrow(message)
})
