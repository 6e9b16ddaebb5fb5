/**
 * The fields of a manifest.json that somebody may have edited: each is there and of its kind. Graphs are looked at by
 * `deserialize`, and held against their hashes.
 *
 * In: parsed JSON. Out: what is wrong with it, or null.
 */
import {
  isCount,
  isRecord,
  isText,
  listOf,
  record,
  sizes,
  text,
  wrongField,
  type Fields,
} from '../../dsl/json-fields.js'

export const graphNames = ['step', 'evaluate', 'predict'] as const

const named = (name: string): Fields[string] => [(value) => value === name, `"${name}"`]
const texts: Fields[string] = [(value) => isRecord(value) && Object.values(value).every(isText), 'an object of texts']
const records: Fields[string] = [listOf(isRecord), 'a list of objects']
const recordFields: Fields = {
  generator: text,
  source: text,
  hashes: record,
  entries: records,
  options: record,
  model: record,
  graphs: record,
}
const entryFields: Fields = {
  name: [(value) => graphNames.some((name) => name === value), `one of ${graphNames.join(', ')}`],
  binding: [(value) => isRecord(value) && Object.values(value).every(isCount), 'an object of sizes'],
}
const modelFields: Fields = {
  kind: named('model'),
  name: text,
  inputs: records,
  parameters: records,
  optimizer: [(value) => value === null || isRecord(value), 'an object or null'],
}
const inputFields: Fields = { name: text, shape: sizes, dtype: text }
const parameterFields: Fields = { name: text, role: text, shape: sizes, initializer: record }

/** The first field that is not of its kind, in a sentence; null where there is none. */
export function wrongInRecord(data: Readonly<Record<string, unknown>>): string | null {
  const { hashes, entries, model } = data
  const each = (where: string, list: unknown, fields: Fields): string | null =>
    (list as readonly unknown[]).reduce<string | null>(
      (wrong, item, at) => wrong ?? wrongField(`${where}[${at}].`, item, fields),
      null,
    )
  return (
    wrongField('', data, recordFields) ??
    wrongField('hashes.', hashes, { graphs: texts, model: text }) ??
    each('entries', entries, entryFields) ??
    wrongField('model.', model, modelFields) ??
    each('model.inputs', (model as Record<string, unknown>)['inputs'], inputFields) ??
    each('model.parameters', (model as Record<string, unknown>)['parameters'], parameterFields)
  )
}
