/**
 * A path on the command line → the author's exports. Whatever goes wrong on the way (no file, no default export, a file
 * that throws) becomes one ModelFailure at the line of the author's file where it happened.
 */
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Model } from '../../dsl/nn/model.js'
import { bundleModel, libraryFolder } from './bundle.js'
import { shownPath, type Place } from './code-frame.js'
import { CommandFailure, messageOf, ModelFailure } from './failure.js'

/** What a model file may export; `data` and `training` are looked at by `build` and `train` only. */
export interface ModelFile {
  /** Absolute path of the author's file. */
  readonly file: string
  readonly model: Model
  readonly exports: Readonly<Record<string, unknown>>
}

/** Bundles, imports and looks at a model file. Throws CommandFailure without a path, ModelFailure for the rest. */
export async function loadModel(path: string | undefined): Promise<ModelFile> {
  if (path === undefined || path === '') throw new CommandFailure('which model? Give the path of a model.ts')
  const file = resolve(path)
  if (!existsSync(file)) throw new ModelFailure(`there is no file ${shownPath(file)}`)
  if (!statSync(file).isFile()) throw new ModelFailure(`${shownPath(file)} is not a file; give the path of a model.ts`)
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
      { file, line: 1, column: 1 },
    )
  }
  return { file, model, exports }
}

async function importModule(file: string, text: string): Promise<Record<string, unknown>> {
  const folder = mkdtempSync(join(tmpdir(), 'shapewright-model-'))
  try {
    const bundle = join(folder, 'model.mjs')
    writeFileSync(bundle, withAbsoluteSources(text, resolve(file, '..')))
    process.setSourceMapsEnabled(true)
    return (await import(pathToFileURL(bundle).href)) as Record<string, unknown>
  } catch (thrown) {
    throw new ModelFailure(messageOf(thrown), placeOf(thrown), noteOf(thrown))
  } finally {
    rmSync(folder, { recursive: true, force: true })
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

/** The author's own line in an error: the one the library noted, or the first frame that is not ours or Node's. */
export function placeOf(thrown: unknown): Place | undefined {
  if (!(thrown instanceof Error)) return undefined
  const noted = (thrown as { site?: Place }).site
  if (noted !== undefined && typeof noted.line === 'number') return { ...noted, file: pathOf(noted.file) }
  for (const line of thrown.stack?.split('\n') ?? []) {
    const match = /^\s+at (?:.*\()?(.+?):(\d+):(\d+)\)?$/.exec(line)
    if (match === null) continue
    const file = pathOf(match[1] ?? '')
    if (file.startsWith('node:') || file.startsWith(libraryFolder) || !existsSync(file)) continue
    return { file, line: Number(match[2]), column: Number(match[3]) }
  }
  return undefined
}

/** Errors of JavaScript itself are worth naming (`TypeError: x is not a function`); ours speak for themselves. */
const noteOf = (thrown: unknown): string | undefined =>
  thrown instanceof Error && ['TypeError', 'ReferenceError', 'SyntaxError', 'RangeError'].includes(thrown.name) ?
    `(${thrown.name} while the model file was running)`
  : undefined

export const pathOf = (file: string): string => (file.startsWith('file:') ? fileURLToPath(file) : file)

function isModel(value: unknown): value is Model {
  if (typeof value !== 'object' || value === null) return false
  const graphs = (value as { graphs?: unknown }).graphs
  return typeof graphs === 'object' && graphs !== null && 'step' in graphs && 'predict' in graphs
}

const nameOf = (value: unknown): string =>
  value === null ? 'null'
  : typeof value === 'object' ? `an object with ${Object.keys(value).slice(0, 5).join(', ') || 'no keys'}`
  : `a ${typeof value}`
