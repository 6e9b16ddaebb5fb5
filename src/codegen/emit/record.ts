/**
 * manifest.json: everything a build was made of, so that the same bytes can be derived from its folder alone, without the
 * author's file: graphs, sizes, options, parameters, and hashes to compare. In: a model with relative sites and its
 * build. Out: text; and back from text.
 */
import '../../dsl/ops/index.js' // a manifest is read without its model: the operators must be known
import { deserialize, graphHash, serialize } from '../../dsl/serialize.js'
import { isRecord } from '../../dsl/json-fields.js'
import { sha256 } from '../../dsl/sha256.js'
import { graphHashes, type Model } from '../../dsl/nn/model.js'
import type { Build, EntryBinding } from '../compile.js'
import type { CompileOptions } from '../options.js'
import { prettyJson } from './json.js'
import { graphNames, wrongInRecord } from './record-fields.js'

export const recordFormat = 'shapewright-manifest/1'

/** What a build is made from. Equal derivations give equal bytes. */
export interface Derivation {
  /** `shapewright 0.1.0` */
  readonly generator: string
  /** The author's file, without its folder. */
  readonly source: string
  /** Its call sites are relative to the author's folder. */
  readonly model: Model
  readonly entries: readonly EntryBinding[]
  readonly options: Partial<CompileOptions>
}

/** The text of manifest.json. */
export function writeRecord(derivation: Derivation, { manifest, kernels, explain }: Build): string {
  const { generator, source, model, entries, options } = derivation
  const { graphs, ...described } = model
  const parts = prettyJson({
    format: recordFormat,
    generator,
    source,
    hashes: {
      graphs: graphHashes(model),
      model: sha256(JSON.stringify(described)),
      kernels: sha256(kernels),
    },
    entries,
    options,
    model: described,
    memory: {
      segments: manifest.segments,
      parameters: manifest.parameters.length,
      scalars: manifest.scalars.length,
      constants: manifest.constants.length,
    },
    kernels: explain.entries.map(({ name, binding, kernels: list }) => ({
      entry: name,
      binding,
      kernels: list.map(({ name: kernel, formulas, schedules, sites }) => ({
        name: kernel,
        formulas,
        schedules,
        sites: sites.map(({ file, line, column }) => `${file}:${line}:${column}`),
      })),
    })),
  })
  // Graphs keep the form in which they are hashed: one node a line.
  const texts = graphNames.map((name) => `    ${JSON.stringify(name)}: ${serialize(graphs[name]).trimEnd()}`)
  return `${parts.slice(0, -2)},\n  "graphs": {\n${texts.join(',\n')}\n  }\n}\n`
}

/**
 * The derivation that a manifest.json holds.
 *
 * @throws Error when the text is not JSON, is no manifest of this format, or its graphs do not hash to what it says.
 */
export function readRecord(json: string): Derivation {
  let parsed: unknown
  try {
    parsed = JSON.parse(json)
  } catch (thrown) {
    throw new Error(`the text is not JSON: ${thrown instanceof Error ? thrown.message : String(thrown)}`, {
      cause: thrown,
    })
  }
  if (!isRecord(parsed) || parsed['format'] !== recordFormat)
    throw new Error(`not a manifest of format ${recordFormat}`)
  const wrong = wrongInRecord(parsed)
  if (wrong !== null) throw new Error(wrong)
  // every field has been looked at
  const data = parsed as unknown as {
    generator: string
    source: string
    hashes: { graphs: Record<string, string>; model: string }
    entries: EntryBinding[]
    options: Partial<CompileOptions>
    model: Omit<Model, 'graphs'>
    graphs: Record<(typeof graphNames)[number], unknown>
  }
  const graph = (name: (typeof graphNames)[number]) => {
    const found = deserialize(JSON.stringify(data.graphs[name] ?? null, keepNegativeZero))
    if (graphHash(found) !== data.hashes.graphs[name])
      throw new Error(`graph ${name} is not the one this manifest was written with: its hash differs`)
    return found
  }
  if (sha256(JSON.stringify(data.model)) !== data.hashes.model)
    throw new Error('its `model` is not the one this manifest was written with: its hash differs')
  const graphs = { step: graph('step'), evaluate: graph('evaluate'), predict: graph('predict') }
  return {
    generator: data.generator,
    source: data.source,
    entries: data.entries,
    options: data.options,
    model: { ...data.model, graphs },
  }
}

/** JSON.stringify writes −0 as 0; in the long form, which graphs use for NaN, it survives. */
const keepNegativeZero = (_: string, value: unknown): unknown => (Object.is(value, -0) ? { $number: '-0' } : value)
