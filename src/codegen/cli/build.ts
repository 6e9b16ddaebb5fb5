/**
 * `shapewright build model.ts --out DIR`: model → kernels → certificate → a folder with a typed module. Given the
 * manifest.json of an earlier build instead of a model, it derives that build again.
 */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { Model } from '../../dsl/nn/model.js'
import type { Build } from '../compile.js'
import { checkFolder, writeFilesAtomically } from './atomic.js'
import { certificateFile, certificateLine, certificateText } from './certificate-text.js'
import { shownPath } from './code-frame.js'
import { checkManifest, derived, filesOf } from './derivation.js'
import { ModelFailure } from './failure.js'
import { bindingOption, countOption, textOption, type Options, type Outcome } from './outcome.js'
import { bytes, grouped, table } from './table.js'

export async function build([path]: readonly string[], options: Options): Promise<Outcome> {
  const folder = resolve(textOption(options, 'out') ?? join(dirname(resolve(path ?? '')), 'generated'))
  bindingOption(options) // what is wrong with the command is said before what is wrong with the model
  const threads = countOption(options, 'threads', 1)
  const { derivation, built, checkTypes } = await derived(path, options)
  checkFolder(folder)
  checkOwnFolder(folder)
  const files = filesOf(derivation, built)
  if (path?.endsWith('.json') === true) checkManifest(path, derivation, files)
  let line = ''
  if (options['certify'] === false) await checkTypes()
  else {
    // loaded only where it is used: it is the one part of a build that takes seconds
    const { certified } = await import('./certifying.js')
    const silent = options.json === true
    const certificate = await certified(derivation, built, { seed: '', threads, silent, first: checkTypes })
    const [refusal] = certificate.refusals
    if (refusal !== undefined)
      throw new ModelFailure(`certificate refused: ${refusal.entry}, ${refusal.kernel}: ${refusal.message}`)
    files.set(certificateFile, certificateText(certificate))
    line = `\n\n${certificateLine(certificate)}`
  }
  writeFilesAtomically(folder, files)
  const sizes = [...files].map(([name, text]) => ({ name, bytes: Buffer.byteLength(text) }))
  return {
    exitCode: 0,
    text: `${describe(derivation.model, built)}${line}\n\nwrote ${shownPath(folder)}: ${sizes.map((file) => `${file.name} (${bytes(file.bytes)})`).join(', ')}`,
    json: {
      ok: true,
      folder: shownPath(folder),
      files: sizes,
      entries: built.manifest.entries.map(({ name, binding, kernels }) => ({ name, binding, kernels })),
      ...totals(built),
    },
  }
}

/** Throws ModelFailure where a folder has a manifest.json of something else: a build would write over that project's files. */
function checkOwnFolder(folder: string): void {
  const path = join(folder, 'manifest.json')
  if (!existsSync(path)) return
  let format: unknown
  try {
    format = (JSON.parse(readFileSync(path, 'utf8')) as { format?: unknown } | null)?.format
  } catch {
    return // a manifest that was cut off is no loss
  }
  if (typeof format !== 'string' || !format.startsWith('shapewright-manifest/'))
    throw new ModelFailure(`${shownPath(path)} belongs to something else; give --out another folder`)
}

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, extent) => product * extent, 1)

function totals({ manifest, kernels }: Build): {
  kernels: number
  kernelBytes: number
  parameters: number
  memory: number
} {
  return {
    kernels: manifest.entries.reduce((sum, entry) => sum + entry.kernels, 0),
    kernelBytes: Buffer.byteLength(kernels),
    parameters: manifest.parameters
      .filter(({ role }) => role === 'parameter')
      .reduce((sum, { shape }) => sum + sizeOf(shape), 0),
    memory: manifest.segments.reduce((sum, segment) => sum + segment.bytes, 0),
  }
}

function describe(model: Model, built: Build): string {
  const rows = built.manifest.entries.map(({ name, binding, kernels }) => [
    name,
    Object.entries(binding)
      .map(([dim, size]) => `${dim}=${size}`)
      .join(' '),
    String(kernels),
  ])
  const sum = totals(built)
  const entries = table([{ title: 'entry' }, { title: 'sizes' }, { title: 'kernels', align: 'right' }], rows, [
    ['total', '', String(sum.kernels)],
  ])
  return `${model.name}\n\n${entries}\n\nparameters ${grouped(sum.parameters)}, memory ${bytes(sum.memory)}, kernels ${bytes(sum.kernelBytes)} of JavaScript`
}
