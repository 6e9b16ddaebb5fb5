/**
 * `certify`: the kernels that a build runs, compared exactly with the program they were made from.
 *
 * In: a build. Out: a certificate, or refusals inside it. Nothing depends on time or place: equal builds and seeds give
 * equal certificates.
 */
import type { Build } from '../codegen/compile.js'
import { primes } from '../codegen/domains/field.js'
import { domains } from '../codegen/domains/index.js'
import { printJavaScript } from '../codegen/print/js.js'
import { sha256 } from '../dsl/sha256.js'
import { javascript } from './javascript.js'
import { EntryCertifier } from './kernels.js'
import { notCovered, type Certificate, type DerivativeReport, type EntryReport, type Refusal } from './report.js'
import type { Target } from './target.js'

export interface CertifyOptions {
  readonly target?: Target
  /** Added to the seed that the hashes give. */
  readonly seed?: string
  /** Hashes of the graphs, by entry, for the record. */
  readonly graphs?: Readonly<Record<string, string>>
}

const selfTests = new Map<string, string | null>()

/** A domain is trusted when its arithmetic has been compared with integers, once in a process. */
function selfTested(target: Target): string | null {
  for (const prime of target.primes) {
    const key = `${target.name} ${prime}`
    if (!selfTests.has(key)) selfTests.set(key, target.selfTest(prime, 10_000))
    const wrong = selfTests.get(key) ?? null
    if (wrong !== null) return wrong
  }
  return null
}

/**
 * The text that ships, printed once more: what is run in a field below is the same loops, spelled otherwise. The first line
 * that differs, or null.
 */
function differingLine({ kernels, explain, manifest }: Build): string | null {
  const [first = ''] = kernels.split('\n', 1)
  const domain = [domains.f32, domains['f32-strict']].find(({ name }) => first.endsWith(`Floats: ${name}.`))
  if (domain === undefined) throw new Error('certify: the kernels of this build are not of 32-bit floats')
  const entries = explain.entries.map(({ loopNests }, at) => ({
    functionName: manifest.entries[at]?.function ?? '',
    kernels: loopNests,
  }))
  const again = printJavaScript(entries, domain, explain.placements, manifest.segments.length)
  if (again === kernels) return null
  const [ours, theirs] = [again.split('\n'), kernels.split('\n')]
  const line = ours.findIndex((text, at) => text !== theirs[at])
  return `line ${line + 1} of the kernels is "${theirs[line]?.trim()}", derived again it is "${ours[line]?.trim()}"`
}

/** Certifies all entries of a build. */
export async function certifyBuild(build: Build, options: CertifyOptions = {}): Promise<Certificate> {
  const target = options.target ?? javascript
  const wrong = selfTested(target)
  if (wrong !== null) throw new Error(`certify: the arithmetic of ${target.name} is not the field's: ${wrong}`)
  const kernels = sha256(build.kernels)
  const graphs = options.graphs ?? {}
  const seed = sha256(`${kernels} ${JSON.stringify(graphs)} ${options.seed ?? ''}`).slice(0, 32)
  const entries: EntryReport[] = []
  const refusals: Refusal[] = []
  const differs = differingLine(build)
  if (differs !== null) refusals.push({ entry: build.manifest.name, kernel: 'all', message: differs })
  for (const [at, entry] of build.explain.entries.entries()) {
    const certifier = new EntryCertifier({
      name: build.manifest.entries[at]?.function ?? entry.name,
      kernels: entry,
      placements: build.explain.placements,
      segments: build.manifest.segments,
      target,
      seed,
    })
    const { report, refusals: found } = await certifier.run()
    entries.push(report)
    refusals.push(...found)
  }
  return certificateOf({
    target: target.name,
    program: build.manifest.name,
    kernels,
    graphs,
    seed,
    entries,
    refusals,
    derivatives: [],
  })
}

function certificateOf(parts: {
  readonly target: string
  readonly program: string
  readonly kernels: string
  readonly graphs: Readonly<Record<string, string>>
  readonly seed: string
  readonly entries: readonly EntryReport[]
  readonly refusals: readonly Refusal[]
  readonly derivatives: readonly DerivativeReport[]
}): Certificate {
  const { target, program, kernels, graphs, seed, entries, refusals, derivatives } = parts
  const all = entries.flatMap((entry) => entry.kernels)
  const count = (label: string): number => all.filter((kernel) => kernel.label === label).length
  return {
    format: 'shapewright-certificate/1',
    target,
    program,
    hashes: { graphs, kernels },
    seed,
    primes: [...primes],
    entries,
    derivatives,
    refusals,
    total: {
      kernels: all.length,
      certified: count('certified'),
      aboveWeight: count('certified above branch weight'),
      tested: count('tested'),
      bound: all.reduce((sum, { bound }) => sum + (bound ?? 0), 0),
      weight: all.reduce((most, { weight }) => Math.max(most, weight ?? 0), 0),
      informative: all.reduce((least, { informative }) => Math.min(least, informative), Infinity),
    },
    notCovered,
  }
}
