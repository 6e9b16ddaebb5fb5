/**
 * A path on the command line → the author's exports. Whatever goes wrong on the way (no file, no default export, a file
 * that throws) becomes one ModelFailure at the line of the author's file where it happened.
 */
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Model } from '../../dsl/nn/model.js'
import { bundleModel } from './bundle.js'
import { shownPath } from './code-frame.js'
import { CommandFailure, messageOf, ModelFailure } from './failure.js'
import { placeOf, placeOfExport, placeOfWord } from './place.js'

/** What a model file may export; `data` and `training` are looked at by `build` and `train` only. */
export interface ModelFile {
  /** Absolute path of the author's file. */
  readonly file: string
  readonly model: Model
  readonly exports: Readonly<Record<string, unknown>>
}

/** The file of a path on the command line. Throws CommandFailure without a path, ModelFailure where no file is. */
export function modelPath(path: string | undefined): string {
  if (path === undefined || path === '') throw new CommandFailure('which model? Give the path of a model.ts')
  const file = resolve(path)
  if (!existsSync(file)) throw new ModelFailure(`there is no file ${shownPath(file)}`)
  if (!statSync(file).isFile())
    throw new ModelFailure(
      `${shownPath(file)} is not a file; give the path of a model.ts${existsSync(join(file, 'manifest.json')) ? `, or of a build: certify --build ${shownPath(file)}` : ''}`,
    )
  if (!/\.[cm]?[jt]sx?$/.test(file))
    throw new ModelFailure(
      `${shownPath(file)} is not a model's file: it takes TypeScript or JavaScript that ends with \`export default model({ … })\`${file.endsWith('.json') ? '; a manifest.json is for `build` and `certify`' : ''}`,
    )
  return file
}

/** Bundles, imports and looks at a model file. Throws CommandFailure without a path, ModelFailure for the rest. */
export async function loadModel(path: string | undefined): Promise<ModelFile> {
  const file = modelPath(path)
  const exports = await importModule(file, await bundleModel(file))
  const model = exports['default']
  if (model === undefined) {
    throw new ModelFailure('this file has no default export; end it with `export default model({ … })`', {
      file,
      line: 1,
      column: 1,
    })
  }
  if (!isModel(model)) {
    throw new ModelFailure(
      `the default export is ${nameOf(model)}, not a model; write \`export default model({ … })\``,
      placeOfExport(file, 'default'),
    )
  }
  return { file, model, exports }
}

async function importModule(file: string, text: string): Promise<Record<string, unknown>> {
  const folder = mkdtempSync(join(tmpdir(), 'shapewright-model-'))
  const remove = (): void => rmSync(folder, { recursive: true, force: true })
  process.once('exit', remove) // where the file ends the process, or waits for ever
  try {
    const bundle = join(folder, 'model.mjs')
    writeFileSync(bundle, withAbsoluteSources(text, resolve(file, '..')))
    process.setSourceMapsEnabled(true)
    return (await import(pathToFileURL(bundle).href)) as Record<string, unknown>
  } catch (thrown) {
    const start = { file, line: 1, column: 1 }
    if (!(thrown instanceof Error)) throw new ModelFailure(`this file threw ${messageOf(thrown)}`, start)
    const [, missing] = /'file:.*' does not provide an export named '(.*)'$/.exec(thrown.message) ?? []
    if (missing !== undefined)
      throw new ModelFailure(`nothing that this file imports exports "${missing}"`, placeOfWord(file, missing))
    throw new ModelFailure(messageOf(thrown), placeOf(thrown) ?? start, noteOf(thrown))
  } finally {
    remove()
    process.off('exit', remove)
  }
}

/** The map's sources are relative to the author's folder, but the bundle is imported from a temporary one. */
function withAbsoluteSources(text: string, folder: string): string {
  const marker = '//# sourceMappingURL=data:application/json;base64,'
  const at = text.lastIndexOf(marker)
  if (at < 0) return text
  const map = JSON.parse(Buffer.from(text.slice(at + marker.length).trim(), 'base64').toString('utf8')) as {
    sources: string[]
  }
  const sources = map.sources.map((source) => pathToFileURL(resolve(folder, source)).href)
  return text.slice(0, at) + marker + Buffer.from(JSON.stringify({ ...map, sources })).toString('base64') + '\n'
}

/** Errors of JavaScript itself are worth naming (`TypeError: x is not a function`); ours speak for themselves. */
const noteOf = (thrown: unknown): string | undefined =>
  thrown instanceof Error && ['TypeError', 'ReferenceError', 'SyntaxError', 'RangeError'].includes(thrown.name) ?
    `(${thrown.name} while the model file was running)`
  : undefined

function isModel(value: unknown): value is Model {
  if (typeof value !== 'object' || value === null) return false
  const { kind, graphs } = value as { kind?: unknown; graphs?: unknown }
  return kind === 'model' && typeof graphs === 'object' && graphs !== null && 'step' in graphs && 'predict' in graphs
}

const nameOf = (value: unknown): string =>
  value === null ? 'null'
  : Array.isArray(value) ? 'an array'
  : value instanceof Promise ? 'a promise, to be awaited'
  : typeof value === 'object' ? `an object with ${Object.keys(value).slice(0, 5).join(', ') || 'no keys'}`
  : `a ${typeof value}`
