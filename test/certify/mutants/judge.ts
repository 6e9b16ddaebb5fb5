/**
 * What becomes of a fault: refused at build (what every build proves of its own kernels and memory), refused by the
 * certificate, refused by the conformity of scalar functions, or a survivor.
 */
import { MemoryError, memoryCertificate } from '../../../src/codegen/memory-certificate.js'
import { VerifyError, verifyKernel } from '../../../src/codegen/verify.js'
import { ProgramError } from '../../../src/codegen/verify-program.js'
import type { Build } from '../../../src/codegen/compile.js'
import { certifyBuild } from '../../../src/certify/certify.js'

export type Verdict = 'verify' | 'certify' | 'conformity' | 'survivor'

export interface Judgement {
  readonly verdict: Verdict
}

export interface Mutant {
  readonly class: string
  /** Kind of fault, subject and place. */
  readonly name: string
  /** What is different, before and after: lines of kernels, or values of derivatives. */
  readonly change?: () => string
  readonly judge: () => Judgement | Promise<Judgement>
}

const isProof = (thrown: unknown): boolean =>
  thrown instanceof VerifyError || thrown instanceof MemoryError || thrown instanceof ProgramError

/** The proofs of a build, as the compiler makes them before anything is written. */
export function refusedByBuild(build: Build): boolean {
  try {
    for (const { loopNests } of build.explain.entries) for (const kernel of loopNests) verifyKernel(kernel, [])
    memoryCertificate(build)
    return false
  } catch (thrown) {
    if (isProof(thrown)) return true
    throw thrown
  }
}

export async function judgeBuild(build: Build): Promise<Judgement> {
  if (refusedByBuild(build)) return { verdict: 'verify' }
  const { refusals } = await certifyBuild(build)
  return { verdict: refusals.length > 0 ? 'certify' : 'survivor' }
}

/** The lines of kernels that differ, without what both begin and end with. */
export function changeOf({ kernels: sound }: Build, { kernels: faulty }: Build): string {
  const [before, after] = [sound, faulty].map((text) => text.split('\n')) as [string[], string[]] // two texts
  let first = 0
  while (first < before.length && before[first] === after[first]) first++
  let last = 0
  while (last < before.length - first && last < after.length - first && before.at(-1 - last) === after.at(-1 - last))
    last++
  const shown = (lines: string[]): string =>
    lines
      .slice(first, lines.length - last)
      .map((line) => line.trim())
      .join(' ') || 'nothing'
  return `${shown(before)} => ${shown(after)}`
}

/** Builds something with a fault in it; null where the proofs of the build refuse it. */
export function unlessRefused<T>(build: () => T): T | null {
  try {
    return build()
  } catch (thrown) {
    if (isProof(thrown)) return null
    throw thrown
  }
}
