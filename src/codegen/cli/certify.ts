/**
 * `shapewright certify model.ts`: the kernels of a build compared exactly with their program. With `--build DIR`, a build on
 * disk: derived again from its manifest, every file compared byte for byte with what lies there, and its kernels certified.
 */
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join, resolve } from 'node:path'
import { certifyModel, joinCertificates } from '../../certify/certify.js'
import { workOf } from '../../certify/work.js'
import type { Certificate } from '../../certify/report.js'
import { compileModel, type Build } from '../compile.js'
import { prettyJson } from '../emit/json.js'
import type { Derivation } from '../emit/record.js'
import { describeRounding, intervalOption, roundingOf } from './bounds.js'
import { filesOf, fromManifest, fromModel } from './build.js'
import { shownPath } from './code-frame.js'
import { CommandFailure } from './failure.js'
import { textOption, type Options, type Outcome } from './outcome.js'
import { table } from './table.js'

/** Where a build keeps what is said of it. */
export const certificateFile = 'certificate.json'

export const certificateText = (certificate: Certificate): string =>
  `${prettyJson(certificate)}\n`.replace(/\n+$/, '\n')

export async function certify([path]: readonly string[], options: Options): Promise<Outcome> {
  const target = textOption(options, 'target') ?? 'js'
  if (target !== 'js') throw new CommandFailure(`--target ${target}: kernels are certified on js`)
  const folder = textOption(options, 'build')
  if (folder !== undefined && path !== undefined) throw new CommandFailure('give a model or --build, not both')
  const part = textOption(options, 'entries')
  const derivation =
    folder === undefined ?
      await fromModel(path, options, part !== undefined)
    : fromManifest(join(resolve(folder), 'manifest.json'))
  const seed = textOption(options, 'seed')
  const built = compileModel(derivation.model, derivation.entries, derivation.options)
  if (part !== undefined) {
    const only = part === 'all' ? built.manifest.entries.map((_, at) => at) : part.split(',').map(Number)
    const certificate = await certifyModel(derivation.model, built, { seed: seed ?? '', only })
    return { exitCode: 0, text: '', json: certificate }
  }
  const files = filesOf(derivation, built)
  const certificate = await certified(derivation, built, seed ?? '', [
    ...(path === undefined ? [] : [path]),
    ...['build', 'bind', 'seed'].flatMap((name) => {
      const value = textOption(options, name)
      return value === undefined ? [] : [`--${name}=${value}`]
    }),
  ])
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

/** Builds of fewer scalar operations than this, all kernels together, are not worth a second process. */
const sharedWork = 1_000_000

/** A build's certificate; of a large one the entries are shared with a second process, which is
 * started with these words; null where there are none. */
export async function certified(
  { model }: Derivation,
  built: Build,
  seed: string,
  words: readonly string[] | null,
): Promise<Certificate> {
  const works = built.explain.entries.map(({ loopNests }) => workOf(loopNests))
  const total = works.reduce((sum, work) => sum + work, 0)
  if (words === null || total < sharedWork || availableParallelism() < 2 || works.length < 2)
    return certifyModel(model, built, { seed })
  const shares = [{ entries: [0] }, { entries: [] as number[] }]
  const byWork = works.map((work, at) => ({ work, at })).slice(1)
  const loads = [works[0]!, 0]
  for (const { work, at } of byWork.sort((a, b) => b.work - a.work)) {
    const least = loads[0]! <= loads[1]! ? 0 : 1
    shares[least]!.entries.push(at)
    loads[least]! += work
  }
  const second = started(['certify', ...words, '--json', `--entries=${shares[1]!.entries.join(',')}`])
  const first = await certifyModel(model, built, { seed, only: shares[0]!.entries })
  return joinCertificates([first, JSON.parse(await second) as Certificate], built)
}

/** What another run of this command line prints. */
function started(words: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [process.argv[1]!, ...words], { stdio: ['ignore', 'pipe', 'inherit'] })
    let text = ''
    child.stdout.setEncoding('utf8').on('data', (part: string) => (text += part))
    child.on('error', reject)
    child.on('close', (code) =>
      code === 0 ? resolve(text) : reject(new Error(`the second process of certify ended with code ${code}`)),
    )
  })
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
    const found = readFileSync(path, 'utf8')
    if (found === text) return []
    const [ours, theirs] = [text.split('\n'), found.split('\n')]
    const line = ours.findIndex((each, at) => each !== theirs[at])
    const at = line < 0 ? ours.length : line
    return [
      `${shownPath(path)}:${at + 1} is not what the manifest derives: "${theirs[at]?.trim()}" for "${ours[at]?.trim() ?? ''}"`,
    ]
  })
}

const power = (bound: number | null): string => (bound === null ? '' : bound.toExponential(1))

export function describeCertificate(certificate: Certificate): string {
  const { entries, derivatives, refusals, total } = certificate
  const rows = entries.flatMap(({ entry, kernels }) =>
    kernels.map(({ kernel, label, weight, bound, informative, reason }) => [
      entry,
      kernel.slice(0, 40),
      weight === undefined ? label : `${label} ${weight.toFixed(3)}`,
      power(bound),
      String(informative),
      reason ?? '',
    ]),
  )
  const parts = [
    `${certificate.program} on ${certificate.target}, modulo ${certificate.primes.join(', ')}`,
    table(
      [
        { title: 'entry' },
        { title: 'kernel' },
        { title: 'label' },
        { title: 'bound', align: 'right' },
        { title: 'trials', align: 'right' },
        { title: '' },
      ],
      rows,
    ),
    derivatives
      .map(({ statement, of, informative }) => `statement ${statement}: ${of}: ${informative} trials agree`)
      .join('\n'),
    memoryLine(certificate),
    refusals.map(({ entry, kernel, message }) => `REFUSED ${entry}, ${kernel}: ${message}`).join('\n'),
    certificateLine(certificate),
    `not covered: ${certificate.notCovered.join('; ')}`,
  ]
  return parts.filter((part) => part !== '' && total.kernels >= 0).join('\n\n')
}

function memoryLine({ memory }: Certificate): string {
  if (memory === null) return ''
  const { accesses, byIntervals, byTrial, sharing } = memory
  return `memory: ${accesses} reads and writes proven inside their buffers (${byIntervals} by intervals, ${byTrial} at every point); ${sharing} pairs of buffers share memory, never at once`
}

/** `33 kernels: 25 certified, 8 above weight 0.236, 0 tested; bound 1.5e-11` */
export function certificateLine({ total, refusals }: Certificate): string {
  const above = total.aboveWeight === 0 ? '' : `, ${total.aboveWeight} above branch weight ${total.weight.toFixed(3)}`
  const refused = refusals.length === 0 ? '' : `, ${refusals.length} REFUSED`
  return `${total.kernels} kernels: ${total.certified} certified${above}, ${total.tested} tested${refused}; bound ${power(total.bound)}`
}
