/** What a certificate says. Plain JSON, the same for the same build and seed. */
import type { MemoryCertificate } from '../codegen/memory-certificate.js'
import type { Mode } from './trials/draw.js'

/**
 * `certified`: every difference would have been seen, but for the bound. `certified above branch weight`: every difference
 * on branch patterns that a share of at least `weight` of the inputs takes. `tested`: run and found equal, with no bound.
 */
export type Label = 'certified' | 'certified above branch weight' | 'tested'

/** How many trials of one kind. */
export interface Trials {
  readonly prime: number
  readonly mode: Mode
  readonly count: number
}

export interface Verdict {
  readonly label: Label
  /** The probability that a difference (of the weight, where there is one) escaped, at most; null where there is no bound. */
  readonly bound: number | null
  readonly weight?: number
  /** Why it is no more than tested. */
  readonly reason?: string
  readonly trials: readonly Trials[]
  /** Fewest trials at the carrying primes in which any single entry of the result was not poisoned. */
  readonly informative: number
}

/** Degrees of the worst entry, and its symbols; null where none is bounded. */
export type Counts = readonly [numerator: number | null, denominator: number | null, applications: number | null]

export interface KernelReport extends Verdict {
  readonly kernel: string
  readonly formulas: readonly string[]
  readonly hash: string
  /** What was drawn: each input by itself; those that no other input determines; or only the leaves of the entry. */
  readonly inputs: 'independent' | 'consistent' | 'leaves'
  readonly degrees: {
    readonly kernel: Counts
    readonly reference: Counts
    readonly comparisons: number
  }
}

export interface EntryReport {
  readonly entry: string
  readonly binding: Readonly<Record<string, number>>
  readonly kernels: readonly KernelReport[]
  /** All kernels in order on one memory, outputs and updates against the reference from the leaves. */
  readonly whole: Verdict
}

export interface DerivativeReport extends Verdict {
  readonly statement: 2 | 3 | 4
  readonly of: string
}

/** Something that is not so: the program is refused. */
export interface Refusal {
  readonly entry: string
  readonly kernel: string
  readonly message: string
}

export interface Certificate {
  readonly format: 'shapewright-certificate/1'
  readonly target: string
  readonly program: string
  readonly hashes: { readonly graphs: Readonly<Record<string, string>>; readonly kernels: string }
  readonly seed: string
  readonly primes: readonly number[]
  readonly entries: readonly EntryReport[]
  readonly derivatives: readonly DerivativeReport[]
  readonly refusals: readonly Refusal[]
  /** Proven, not tried: every access inside its buffer, no buffer overwritten while it is needed; null where refused. */
  readonly memory: MemoryCertificate | null
  readonly total: {
    readonly kernels: number
    readonly certified: number
    readonly aboveWeight: number
    readonly tested: number
    /** Sum of the bounds of all kernels that have one. */
    readonly bound: number
    /** The largest branch weight of any kernel. */
    readonly weight: number
    readonly informative: number
  }
  readonly notCovered: readonly string[]
}

/** What no certificate here says. */
export const notCovered: readonly string[] = [
  'rounding, overflow and NaN of floats',
  'the float code inside exp, log, tanh and other scalar functions',
  "the host's own + - * and comparison",
  'races between threads',
  'expansion of operators into comprehensions: the meaning that is compared with',
]
