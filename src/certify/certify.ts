/**
 * `certify`: the kernels that a build runs, compared exactly with the program they were made from.
 *
 * In: a build. Out: a certificate, or refusals inside it. Nothing depends on time or place: equal builds and seeds give
 * equal certificates.
 */
import { compileModel, type Build } from '../codegen/compile.js'
import { primes } from '../codegen/domains/field.js'
import { domains } from '../codegen/domains/index.js'
import { memoryCertificate, MemoryError, type MemoryCertificate } from '../codegen/memory-certificate.js'
import { printJavaScript } from '../codegen/print/js.js'
import type { Graph } from '../dsl/graph.js'
import type { Model } from '../dsl/nn/model.js'
import { graphHash } from '../dsl/serialize.js'
import { sha256 } from '../dsl/sha256.js'
import { certifyDerivatives, type DerivativeResult } from './statements/derivatives.js'
import { javascript } from './trials/javascript.js'
import { EntryCertifier } from './trials/kernels.js'
import { Parts, partsOf, type CertifyCallback } from './progress.js'
import { certifyLink } from './statements/link.js'
import { certifyRequested } from './statements/requested.js'
import { subjectOf, type SubjectOptions } from './statements/subject.js'
import { notCovered, type Certificate, type DerivativeReport, type EntryReport, type Refusal } from './report.js'
import type { Target } from './trials/target.js'

export interface CertifyBuildOptions {
  readonly target?: Target
  /** Added to the seed that the hashes give. */
  readonly seed?: string
  /** Hashes of the graphs, by name, for the record. */
  readonly graphs?: Readonly<Record<string, string>>
  /** Only these entries of the build, by position: other processes do the others. */
  readonly only?: readonly number[]
  /** What the entries are called in the report; by default as in the build. */
  readonly entries?: readonly string[]
  /** Told what begins, and waited for. */
  readonly onProgress?: CertifyCallback
}

export interface CertifyOptions extends SubjectOptions {
  /** Where the kernels run. Default: the JavaScript text. */
  readonly target?: 'js'
  readonly seed?: string
  /** Told what begins, and waited for: `({ entry, kernel, done, total }) => …`. */
  readonly onProgress?: CertifyCallback
}

/** The parts of a build's chosen entries, and so many more. */
const partsOfBuild = ({ explain }: Build, { only, onProgress }: CertifyBuildOptions, more: number): Parts => {
  const chosen = explain.entries.filter((_, at) => only?.includes(at) !== false)
  const total = chosen.reduce((sum, entry) => sum + partsOf(entry), more)
  return new Parts(onProgress, total)
}

/** A session, or whatever else can say what it has recorded. */
interface Recorded {
  snapshot(): { readonly graph: Graph; readonly training?: boolean }
}

/**
 * Compares kernels exactly, over prime fields, with the program they were made from: of a model its entries at a binding, of a
 * graph or a session its values, all gradients and the directional derivative. What was found wrong is in `refusals`.
 *
 * @throws BindError when a named dim has no size
 * @example
 * const graph = graphOf({ outputs: { y: input('x', [4, 3]).softmax() } })
 * const { refusals, total } = await certify(graph)
 * refusals.length // => 0
 * total.bound < 1e-9 // => true
 */
export async function certify(subject: Model | Graph | Recorded, options: CertifyOptions = {}): Promise<Certificate> {
  const { seed = '', binding = {}, onProgress } = options
  if ('graphs' in subject) {
    const names = ['step', 'evaluate', 'predict'] as const
    const build = compileModel(
      subject,
      names.map((name) => ({ name, binding })),
      options,
    )
    return certifyModel(subject, build, { seed, ...(onProgress && { onProgress }) })
  }
  const { graph, training = true } = 'snapshot' in subject ? subject.snapshot() : { graph: subject }
  return certifySubject(graph, { ...options, training: options.training ?? training })
}

/** Certifies a model's build, and the gradients of its training step. */
export async function certifyModel(
  model: Model,
  build: Build,
  options: Pick<CertifyBuildOptions, 'seed' | 'target' | 'only' | 'onProgress'> = {},
): Promise<Certificate> {
  const { step: trained, evaluate, predict } = model.graphs
  const graphs = { step: graphHash(trained), evaluate: graphHash(evaluate), predict: graphHash(predict) }
  const step = build.manifest.entries.find(({ name }) => name === 'step')
  // gradients are compared once, beside the first entry
  const bound = options.only?.includes(0) === false ? undefined : step
  const parts = partsOfBuild(build, options, bound === undefined ? 0 : 1)
  const certificate = await certifyBuild(build, { ...options, graphs }, parts)
  if (bound === undefined) return certificate
  await parts.begin(bound.function, 'derivatives')
  const target = options.target ?? javascript
  return withDerivatives(certificate, certifyRequested(trained, bound.binding, target, certificate.seed))
}

async function certifySubject(graph: Graph, options: CertifyOptions): Promise<Certificate> {
  const { binding = {}, training = true } = options
  const subject = subjectOf(graph, options)
  const target = javascript
  const building = {
    graphs: { graph: graphHash(graph) },
    seed: options.seed ?? '',
    entries: subject.entries,
    ...(options.onProgress && { onProgress: options.onProgress }),
  }
  const parts = partsOfBuild(subject.build, building, 1)
  const certificate = await certifyBuild(subject.build, building, parts)
  await parts.begin(subject.build.manifest.name, 'derivatives')
  const derivatives = await certifyDerivatives(subject, target, certificate.seed)
  const link = certifyLink(graph, binding, training, subject.programs[0]!, target.primes, certificate.seed)
  return withDerivatives(certificate, {
    reports: [...(link.report === null ? [] : [link.report]), ...derivatives.reports],
    refusals: [...link.refusals, ...derivatives.refusals],
    notCovered: derivatives.notCovered,
  })
}

const withDerivatives = (
  certificate: Certificate,
  { reports, refusals, notCovered }: DerivativeResult,
): Certificate => ({
  ...certificate,
  derivatives: reports,
  refusals: [...certificate.refusals, ...refusals],
  notCovered: [...certificate.notCovered, ...notCovered],
})

const selfTests = new Map<string, string | null>()

/** A domain is trusted when its arithmetic has been compared with integers, once in a process. */
function selfTested(target: Target): string | null {
  for (const prime of [...target.primes, target.meeting]) {
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

/** Comments name files: trials are the same wherever those lie. */
const withoutComments = (kernels: string): string => kernels.replace(/^ *\/\/.*\n/gm, '')

/** Certifies all entries of a build. */
export async function certifyBuild(
  build: Build,
  options: CertifyBuildOptions = {},
  parts = partsOfBuild(build, options, 0),
): Promise<Certificate> {
  const target = options.target ?? javascript
  const wrong = selfTested(target)
  if (wrong !== null) throw new Error(`certify: the arithmetic of ${target.name} is not the field's: ${wrong}`)
  const kernels = sha256(build.kernels)
  const graphs = options.graphs ?? {}
  const seed = sha256(`${withoutComments(build.kernels)} ${JSON.stringify(graphs)} ${options.seed ?? ''}`).slice(0, 32)
  const entries: EntryReport[] = []
  const refusals: Refusal[] = []
  const differs = options.only?.includes(0) === false ? null : differingLine(build)
  if (differs !== null) refusals.push({ entry: build.manifest.name, kernel: 'all', message: differs })
  let memory: MemoryCertificate | null = null
  try {
    memory = memoryCertificate(build)
  } catch (thrown) {
    if (!(thrown instanceof MemoryError)) throw thrown
    refusals.push({ entry: build.manifest.name, kernel: 'memory', message: thrown.message })
  }
  for (const [at, entry] of build.explain.entries.entries()) {
    if (options.only?.includes(at) === false) continue
    const name = options.entries?.[at] ?? build.manifest.entries[at]?.function ?? entry.name
    const { placements } = build.explain
    const { segments } = build.manifest
    const certifier = new EntryCertifier({ name, kernels: entry, placements, segments, target, seed })
    const { report, refusals: found } = await certifier.run(parts)
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
    memory,
    derivatives: [],
  })
}

/** Certificates of different entries of one build as the one that all entries together have. */
export function joinCertificates(parts: readonly Certificate[], build: Build): Certificate {
  const [first] = parts as readonly [Certificate]
  const names = build.manifest.entries.map((entry) => entry.function)
  const entries = parts.flatMap((part) => part.entries)
  const joined = certificateOf({
    ...first,
    kernels: first.hashes.kernels,
    graphs: first.hashes.graphs,
    entries: entries.sort((a, b) => names.indexOf(a.entry) - names.indexOf(b.entry)),
    refusals: parts.flatMap(({ refusals }) => refusals),
    derivatives: parts.flatMap(({ derivatives }) => derivatives),
  })
  return { ...joined, notCovered: [...new Set(parts.flatMap((part) => part.notCovered))] }
}

function certificateOf(parts: {
  readonly target: string
  readonly program: string
  readonly kernels: string
  readonly graphs: Readonly<Record<string, string>>
  readonly seed: string
  readonly entries: readonly EntryReport[]
  readonly refusals: readonly Refusal[]
  readonly memory: MemoryCertificate | null
  readonly derivatives: readonly DerivativeReport[]
}): Certificate {
  const { target, program, kernels, graphs, seed, entries, refusals, memory, derivatives } = parts
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
    memory,
    total: {
      kernels: all.length,
      certified: count('certified'),
      aboveWeight: count('certified above branch weight'),
      tested: count('tested'),
      bound: all.reduce((sum, { bound }) => sum + (bound ?? 0), 0),
      weight: all.reduce((most, { weight }) => Math.max(most, weight ?? 0), 0),
      informative: all.length === 0 ? 0 : Math.min(...all.map(({ informative }) => informative)),
    },
    notCovered,
  }
}
