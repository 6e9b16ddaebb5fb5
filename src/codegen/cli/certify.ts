/**
 * `shapewright certify model.ts`: the kernels of a build compared exactly with their program. With `--build DIR`, a build on
 * disk: derived again from its manifest, every file compared byte for byte with what lies there, and its kernels certified.
 */
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Certificate } from '../../certify/report.js'
import { firstDifference } from '../first-difference.js'
import { describeRounding, intervalOption, roundingOf } from './bounds.js'
import { certificateFile, certificateText, describeCertificate } from './certificate-text.js'
import { certified } from './certifying.js'
import { shownPath } from './code-frame.js'
import { checkManifest, derived, filesOf, notDerived } from './derivation.js'
import { CommandFailure } from './failure.js'
import { countOption, textOption, type Options, type Outcome } from './outcome.js'

export async function certify([path]: readonly string[], options: Options): Promise<Outcome> {
  const target = textOption(options, 'target') ?? 'js'
  if (target !== 'js') throw new CommandFailure(`--target ${target}: kernels are certified on js`)
  const folder = textOption(options, 'build')
  if (folder !== undefined && path !== undefined) throw new CommandFailure('give a model or --build, not both')
  const threads = countOption(options, 'threads', 1)
  const seed = textOption(options, 'seed')
  const { derivation, built, checkTypes } = await derived(
    folder === undefined ? path : join(resolve(folder), 'manifest.json'),
    options,
  )
  const files = filesOf(derivation, built)
  if (path?.endsWith('.json') === true) checkManifest(path, derivation, files)
  const silent = options.json === true
  const certificate = await certified(derivation, built, { seed: seed ?? '', threads, silent, first: checkTypes })
  const differences = folder === undefined ? [] : differingFiles(resolve(folder), files, certificate, seed)
  const sound = differences.length === 0 && certificate.refusals.length === 0
  const rounding = options['bounds'] === undefined ? null : roundingOf(built, intervalOption(options['bounds']))
  const shown = rounding === null ? '' : `\n\n${describeRounding(rounding)}`
  return {
    exitCode: sound ? 0 : 1,
    text: [...differences, `${describeCertificate(certificate)}${shown}`].join('\n'),
    json: { ok: sound, differences, certificate, ...(rounding && { rounding }) },
  }
}

/** A sentence for each file that is not what its manifest derives, with the first line that differs. */
function differingFiles(
  folder: string,
  files: ReadonlyMap<string, string>,
  certificate: Certificate,
  seed: string | undefined,
): string[] {
  const expected = new Map(files)
  // a certificate with another seed is another certificate
  if (existsSync(join(folder, certificateFile)) && seed === undefined)
    expected.set(certificateFile, certificateText(certificate))
  return [...expected].flatMap(([name, text]) => {
    const path = join(folder, name)
    if (!existsSync(path)) return [`${shownPath(path)} is missing`]
    if (!statSync(path).isFile()) return [`${shownPath(path)} is not a file`]
    const difference = firstDifference(text, readFileSync(path, 'utf8'))
    return difference === null ? [] : [notDerived(path, difference)]
  })
}
