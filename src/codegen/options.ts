/** What one may ask of the compiler, with defaults. In: some options. Out: all of them. */
import { OptionError, shown } from '../runtime/errors.js'
import { domains, type DomainName } from './domains/index.js'
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

/**
 * All options, with defaults for those that are not given.
 *
 * @throws OptionError for a domain that there is not: options are also read from a manifest
 */
export function compileOptions({ domain = 'f32', verify = true, thresholds }: CompileOptions): FullCompileOptions {
  if (!Object.hasOwn(domains, domain))
    throw new OptionError(`compile: domain is ${shown(domain)}; there are ${Object.keys(domains).join(', ')}`)
  return { domain, verify, thresholds: { ...defaultThresholds, ...thresholds } }
}
