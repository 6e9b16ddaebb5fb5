/**
 * `certify`: the kernels that a build runs, compared exactly with the program they were made from.
 *
 * In: a build. Out: a certificate, or refusals inside it. Nothing depends on time or place: equal builds and seeds give
 * equal certificates.
 */
import { compileModel, type Build } from '../codegen/compile.js'
import { primes } from '../codegen/domains/field.js'
import { domains } from '../codegen/domains/index.js'
import { firstDifference } from '../codegen/first-difference.js'
import { memoryCertificate, MemoryError, type MemoryCertificate } from '../codegen/memory-certificate.js'
import { printJavaScript } from '../codegen/print/js.js'
import type { Graph } from '../dsl/graph.js'
import { graphHashes, type Model } from '../dsl/nn/model.js'
import { graphHash } from '../dsl/serialize.js'
import { sha256 } from '../dsl/sha256.js'
import { certifyDerivatives, type DerivativeResult } from './statements/derivatives.js'
import { javascript } from './trials/javascript.js'
import { certifyEntries, type EntryResult } from './entries.js'
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
  /** Other threads, that certify entries of the same build; by default there are none. */
  readonly sharing?: Sharing
  /** What the entries are called in the report; by default as in the build. */
  readonly entries?: readonly string[]
  /** Told what begins, and waited for. */
  readonly onProgress?: CertifyCallback
}

/** How several threads share the entries of one build. */
export interface Sharing {
  /** Takes an entry that nobody has begun, by its position in the build; undefined when there is none. */
  readonly next: () => number | undefined
  /** What the other threads found, once they are done. */
  readonly others: () => Promise<readonly EntryResult[]>
}

export interface CertifyOptions extends SubjectOptions {
  /** Where the kernels run. Default: the JavaScript text. */
  readonly target?: 'js'
  readonly seed?: string
  /** Told what begins, and waited for: `({ entry, kernel, done, total }) => …`. */
  readonly onProgress?: CertifyCallback
}

/** All that a build's entries are compared in, and the derivatives where there are any. */
const partsOfBuild = ({ explain }: Build, onProgress: CertifyCallback | undefined, derivatives: boolean): Parts =>
  new Parts(
    onProgress,
    explain.entries.reduce((sum, entry) => sum + partsOf(entry), derivatives ? 1 : 0),
  )

/** A session, or whatever else can say what it has recorded. */
interface Recorded {
  snapshot(): { readonly graph: Graph; readonly training?: boolean }
}

/**
 * Compares kernels exactly, over prime fields, with the program they were made from: of a model its entries at a binding, of a
 * graph or a session its values, all gradients and the directional derivative, of a build its entries as they are (without
 * the derivatives, which are asked of a graph). What was found wrong is in `refusals`.
 *
 * @throws BindError when a named dim has no size
 * @example
 * const graph = graphOf({ outputs: { y: input('x', [4, 3]).softmax() } })
 * const { refusals, total } = await certify(graph)
 * refusals.length // => 0
 * total.bound < 1e-9 // => true
 */
export async function certify(
  subject: Model | Graph | Recorded | Build,
  options: CertifyOptions = {},
): Promise<Certificate> {
  const { seed = '', binding = {}, onProgress } = options
  if ('explain' in subject) return certifyBuild(subject, { seed, ...(onProgress && { onProgress }) })
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
  options: Pick<CertifyBuildOptions, 'seed' | 'target' | 'sharing' | 'onProgress'> = {},
): Promise<Certificate> {
  const building = { ...options, graphs: graphHashes(model) }
  const step = build.manifest.entries.find(({ name }) => name === 'step')
  if (step === undefined) return certifyBuild(build, building)
  const target = options.target ?? javascript
  return certifyBuild(build, building, {
    of: step.function,
    certify: (seed) => certifyRequested(model.graphs.step, step.binding, target, seed),
  })
}

async function certifySubject(graph: Graph, options: CertifyOptions): Promise<Certificate> {
  const { binding = {}, training = true, seed = '', onProgress } = options
  const subject = subjectOf(graph, options)
  const target = javascript
  const building = {
    graphs: { graph: graphHash(graph) },
    seed,
    entries: subject.entries,
    ...(onProgress && { onProgress }),
  }
  return certifyBuild(subject.build, building, {
    of: subject.build.manifest.name,
    certify: async (drawn) => {
      const derivatives = await certifyDerivatives(subject, target, drawn)
      const link = certifyLink(graph, binding, training, subject.programs[0]!, target.primes, drawn)
      return {
        reports: [...(link.report === null ? [] : [link.report]), ...derivatives.reports],
        refusals: [...link.refusals, ...derivatives.refusals],
        notCovered: derivatives.notCovered,
      }
    },
  })
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
  const difference = firstDifference(again, kernels)
  if (difference === null) return null
  const { line, expected, found } = difference
  return `line ${line} of the kernels is "${found}", derived again it is "${expected}"`
}

/** Comments name files: trials are the same wherever those lie. */
const withoutComments = (kernels: string): string => kernels.replace(/^ *\/\/.*\n/gm, '')

/** What all that is drawn for a build comes from. */
export const seedOf = (
  build: Build,
  { graphs = {}, seed = '' }: Pick<CertifyBuildOptions, 'graphs' | 'seed'>,
): string => sha256(`${withoutComments(build.kernels)} ${JSON.stringify(graphs)} ${seed}`).slice(0, 32)

/** Derivatives that belong to a build, and the name under which they are compared. */
interface Derivatives {
  readonly of: string
  readonly certify: (seed: string) => DerivativeResult | Promise<DerivativeResult>
}

/** Certifies all entries of a build. */
export async function certifyBuild(
  build: Build,
  options: CertifyBuildOptions = {},
  derivatives?: Derivatives,
): Promise<Certificate> {
  const { target = javascript, graphs = {}, sharing, onProgress } = options
  const seed = seedOf(build, options)
  const refusals: Refusal[] = []
  const differs = differingLine(build)
  if (differs !== null) refusals.push({ entry: build.manifest.name, kernel: 'all', message: differs })
  let memory: MemoryCertificate | null = null
  try {
    memory = memoryCertificate(build)
  } catch (thrown) {
    if (!(thrown instanceof MemoryError)) throw thrown
    refusals.push({ entry: build.manifest.name, kernel: 'memory', message: thrown.message })
  }
  const parts = partsOfBuild(build, onProgress, derivatives !== undefined)
  // first, so that at the end no other thread waits for it
  if (derivatives !== undefined) await parts.begin(derivatives.of, 'derivatives')
  const derived = await derivatives?.certify(seed)
  const positions = build.explain.entries.keys()
  const own = await certifyEntries(build, {
    target,
    seed,
    next: sharing?.next ?? (() => positions.next().value),
    begin: (entry, kernel) => parts.begin(entry, kernel),
    ...(options.entries && { names: options.entries }),
  })
  const results = [...own, ...((await sharing?.others()) ?? [])].sort((a, b) => a.at - b.at)
  if (results.length !== build.explain.entries.length || results.some(({ at }, position) => at !== position))
    throw new Error('certify: not every entry was certified once')
  return certificateOf({
    target: target.name,
    program: build.manifest.name,
    kernels: sha256(build.kernels),
    graphs,
    seed,
    entries: results.map(({ report }) => report),
    refusals: [...refusals, ...results.flatMap((result) => result.refusals), ...(derived?.refusals ?? [])],
    memory,
    derivatives: derived?.reports ?? [],
    uncovered: derived?.notCovered ?? [],
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
  readonly memory: MemoryCertificate | null
  readonly derivatives: readonly DerivativeReport[]
  readonly uncovered: readonly string[]
}): Certificate {
  const { target, program, kernels, graphs, seed, entries, refusals, memory, derivatives, uncovered } = parts
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
    notCovered: [...notCovered, ...uncovered],
  }
}
