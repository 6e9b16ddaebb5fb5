/** What one may ask of the compiler, with defaults. In: some options. Out: all of them. */
import type { DomainName } from './domains/index.js'
import { defaultThresholds } from './thresholds.js'
import type { Thresholds } from './thresholds.js'

export interface CompileOptions {
  /** The arithmetic that stands for the reals. Default `f32`. */
  readonly domain?: DomainName
  /** Prove every access, place and order after each pass. Default true. */
  readonly verify?: boolean
  /** Where transformations start to pay; what is not said takes its default. No threshold changes a result beyond rounding. */
  readonly thresholds?: Partial<Thresholds>
}

export interface FullCompileOptions {
  readonly domain: DomainName
  readonly verify: boolean
  readonly thresholds: Thresholds
}

/** All options, with defaults for those that are not given. */
export const compileOptions = ({ domain, verify, thresholds }: CompileOptions): FullCompileOptions => ({
  domain: domain ?? 'f32',
  verify: verify ?? true,
  thresholds: { ...defaultThresholds, ...thresholds },
})
