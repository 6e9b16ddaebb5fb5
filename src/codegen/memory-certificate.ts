/**
 * The static memory certificate: every read and every write of every kernel proven inside its buffer, and no buffer
 * overwritten while another kernel still needs it.
 *
 * It is worked out from a finished build alone, from the loop nests that were printed and the places that were printed
 * with them: which buffers are alive when is taken from the kernels' own loads and stores, not from the memory plan.
 *
 * In: a build. Out: for each kernel how many of its accesses were proven and how, for each buffer where it lies and when
 * it is alive; MemoryError for the first access or pair of buffers of which that is not so.
 */
import type { EntryManifest, Manifest } from '../runtime/manifest.js'
import type { DType } from '../shapes/dtype.js'
import { walkAccesses, type Access } from './accesses.js'
import { domains, type Domain } from './domains/index.js'
import type { Kernel } from './kernel.js'
import { shiftPlace } from './place.js'
import { bytesPerElement } from './print/js-views.js'
import type { Buffer, Placement } from './statement.js'
import { boundsUnder, proofOf, type Proof } from './prove.js'
import type { Residence } from './verify-plan.js'

/** A kernel that would leave its buffer, or a buffer that would lose what it holds. A fault of the compiler. */
export class MemoryError extends Error {
  override readonly name = 'MemoryError'
}

/** The accesses of one kernel, by how each was proven inside its buffer. */
export interface KernelAccesses {
  readonly kernel: string
  readonly loads: number
  readonly stores: number
  /** By interval arithmetic over the loop ranges and the guards around it. */
  readonly byIntervals: number
  /** By evaluating the address at every point of its loops. */
  readonly byTrial: number
}

/** Where a buffer lies, and the kernels (by number, in order) between which nothing else may write there. */
export interface BufferLife {
  readonly buffer: string
  readonly segment: number
  readonly offset: number
  readonly bytes: number
  /** The first kernel that stores to it, or 'always': parameters, inputs, outputs and buffers with zero borders. */
  readonly from: number | 'always'
  readonly to: number | 'always'
}

export interface EntryMemory {
  readonly entry: string
  readonly kernels: readonly KernelAccesses[]
  readonly buffers: readonly BufferLife[]
}

export interface MemoryCertificate {
  readonly entries: readonly EntryMemory[]
  readonly accesses: number
  readonly byIntervals: number
  readonly byTrial: number
  /** Pairs of buffers that share memory, never at the same time. */
  readonly sharing: number
}

/** What the certificate is worked out from: the part of a build that decides where kernels read and write. */
export interface MemorySubject {
  readonly manifest: {
    readonly segments: Manifest['segments']
    readonly entries: readonly Pick<EntryManifest, 'function'>[]
  }
  readonly explain: {
    readonly entries: readonly {
      readonly loopNests: readonly Kernel[]
      readonly lowered: { readonly buffers: readonly Buffer[] }
    }[]
    readonly placements: ReadonlyMap<Buffer, Placement>
  }
}

/**
 * Proves every access of a build inside its buffer, and every buffer undisturbed while it is alive.
 *
 * @throws MemoryError naming the kernel, the source line and the buffer, where one of these cannot be proven
 * @example
 * import digits from './model.js' // the model of the README
 * const build = compileModel(digits, [{ name: 'predict', binding: { batch: 1 } }])
 * const { accesses, byIntervals, byTrial } = memoryCertificate(build)
 * byIntervals + byTrial === accesses // => true
 */
export function memoryCertificate(
  { manifest, explain }: MemorySubject,
  domain: Domain = domains.f32,
): MemoryCertificate {
  const bytesOf = (dtype: DType): number => bytesPerElement(dtype, domain)
  const entries = explain.entries.map(({ loopNests, lowered }, at): EntryMemory & { readonly lives: Life[] } => {
    const lives = livesOf(loopNests, explain.placements, bytesOf, lowered.buffers)
    return {
      entry: manifest.entries[at]?.function ?? String(at),
      kernels: loopNests.map(accessesOf),
      buffers: lives.map(({ buffer, segment, offset, bytes, first, last }) => ({
        buffer: buffer.name,
        segment,
        offset,
        bytes,
        from: first < 0 ? 'always' : first,
        to: last === Infinity ? 'always' : last,
      })),
      lives,
    }
  })
  // what is always there belongs to every entry: another entry's temporaries must not lie over it
  const always = new Map(entries.flatMap(({ lives }) => lives.filter(isAlways)).map((life) => [life.buffer, life]))
  let sharing = 0
  for (const [at, { lives }] of entries.entries()) {
    const kernels = explain.entries[at]!.loopNests
    sharing += checkLives([...always.values(), ...lives.filter((life) => !isAlways(life))], manifest.segments, kernels)
  }
  const all = entries.flatMap(({ kernels }) => kernels)
  const sum = (key: 'loads' | 'stores' | 'byIntervals' | 'byTrial'): number =>
    all.reduce((total, kernel) => total + kernel[key], 0)
  return {
    entries: entries.map(({ entry, kernels, buffers }) => ({ entry, kernels, buffers })),
    accesses: sum('loads') + sum('stores'),
    byIntervals: sum('byIntervals'),
    byTrial: sum('byTrial'),
    sharing,
  }
}

/** `relu_3 (model.ts:12:5)` */
export function kernelAndSource({ name, parts }: Kernel): string {
  const sites = [
    ...new Set(parts.flatMap((part) => part.sites.map(({ file, line, column }) => `${file}:${line}:${column}`))),
  ]
  return sites.length === 0 ? name : `${name} (${sites.slice(0, 3).join(', ')}${sites.length > 3 ? ', ...' : ''})`
}

function accessesOf(kernel: Kernel): KernelAccesses {
  const count = { loads: 0, stores: 0, intervals: 0, trial: 0 }
  walkAccesses(kernel.instructions, (access) => {
    const proofs = lanesOf(access).map((at): Proof => {
      const place = shiftPlace(access.at, at)
      const proof = proofOf(place, access.buffer.elements, access.guards)
      if (proof !== null) return proof
      const [low, high] = boundsUnder(place, access.guards)
      throw new MemoryError(
        `kernel ${kernelAndSource(kernel)}: ${access.verb} ${access.buffer.name} at ${low} ... ${high}, not proven inside its ${access.buffer.elements} elements`,
      )
    })
    count[access.verb]++
    count[proofs.includes('trial') ? 'trial' : 'intervals']++
  })
  return {
    kernel: kernel.name,
    loads: count.loads,
    stores: count.stores,
    byIntervals: count.intervals,
    byTrial: count.trial,
  }
}

/** The displacements of the outermost lanes: addresses of those between lie between. */
const lanesOf = ({ lanes, laneStride }: Access): readonly number[] =>
  lanes > 1 && laneStride !== 0 ? [0, (lanes - 1) * laneStride] : [0]

/** `first` is −1 for what is there before the first kernel, `last` is ∞ for what is there after the last. */
type Life = Residence

const isAlways = ({ first, last }: Life): boolean => first < 0 && last === Infinity

/** When each buffer of an entry holds something that is still needed, by the loads and stores of its kernels. */
function livesOf(
  kernels: readonly Kernel[],
  placements: ReadonlyMap<Buffer, Placement>,
  bytesOf: (dtype: DType) => number,
  declared: readonly Buffer[],
): Life[] {
  const spans = new Map<Buffer, { first: number; last: number }>()
  for (const buffer of declared) if (isKept(buffer)) spans.set(buffer, { first: -1, last: Infinity })
  kernels.forEach((kernel, at) =>
    walkAccesses(kernel.instructions, ({ buffer, verb }) => {
      const span = spans.get(buffer)
      if (span !== undefined) {
        span.last = Math.max(span.last, at)
        return
      }
      if (verb === 'loads' && !isKept(buffer))
        throw new MemoryError(`kernel ${kernelAndSource(kernel)}: loads ${buffer.name} before anything is stored there`)
      spans.set(buffer, isKept(buffer) ? { first: -1, last: Infinity } : { first: at, last: at })
    }),
  )
  return [...spans].map(([buffer, span]): Life => {
    const placement = placements.get(buffer)
    if (placement === undefined) throw new MemoryError(`memory plan: ${buffer.name} has no place`)
    return { buffer, ...placement, bytes: buffer.elements * bytesOf(buffer.dtype), ...span }
  })
}

const isKept = ({ role, bordered }: Buffer): boolean => role !== 'temporary' || bordered

/** Two buffers of one leaf are one tensor; entries share it. */
const isSame = (a: Buffer, b: Buffer): boolean => a === b || (a.leaf !== undefined && a.leaf === b.leaf)

function checkLives(
  lives: readonly Life[],
  segments: readonly { readonly bytes: number }[],
  kernels: readonly Kernel[],
): number {
  for (const { buffer, segment, offset, bytes } of lives) {
    const size = segments[segment]?.bytes
    if (size === undefined || offset < 0 || offset + bytes > size)
      throw new MemoryError(
        `memory plan: ${buffer.name} at ${offset} ... ${offset + bytes} of segment ${segment}, which has ${size ?? 0} bytes`,
      )
  }
  let sharing = 0
  const sorted = lives.filter(({ bytes }) => bytes > 0).sort((a, b) => a.segment - b.segment || a.offset - b.offset)
  let reaching: Life[] = []
  for (const next of sorted) {
    reaching = reaching.filter((one) => one.segment === next.segment && one.offset + one.bytes > next.offset)
    for (const one of reaching) {
      if (isSame(one.buffer, next.buffer)) continue
      const [first, second] = one.first <= next.first ? [one, next] : [next, one]
      if (second.first <= first.last) {
        const writer = kernels[Math.max(0, second.first)]
        throw new MemoryError(
          `kernel ${writer === undefined ? '' : kernelAndSource(writer)}: stores to ${second.buffer.name} over ${first.buffer.name}, which is still needed`,
        )
      }
      sharing++
    }
    reaching.push(next)
  }
  return sharing
}
