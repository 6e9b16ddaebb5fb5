/**
 * Proofs about the order of kernels and the places of buffers: every statement once, after what it depends on, and no buffer
 * placed over another that is live.
 *
 * In: dependences and units; residences in memory. Out: nothing, or a VerifyError: a fault of the compiler, never of the model.
 */
import type { Buffer, Statement } from './statement.js'
import { VerifyError } from './verify.js'

/**
 * Grouping moved statements: each must still follow all that it depends on, by the order before. A buffer that grouping
 * made (scratch: none of `known`) must not leave its unit.
 */
export function verifyOrder(
  dependences: readonly ReadonlySet<number>[],
  units: readonly { readonly members: readonly { readonly index: number; readonly statement: Statement }[] }[],
  accesses: (statement: Statement) => Iterable<Buffer>,
  known: ReadonlySet<Buffer>,
): void {
  const done = new Set<number>()
  const scratch = new Map<Buffer, number>()
  units.forEach(({ members }, unit) => {
    for (const { index, statement } of members) {
      for (const before of dependences[index]!)
        if (!done.has(before)) throw new VerifyError(`order: ${statement.name} runs before something it depends on`)
      if (done.has(index)) throw new VerifyError(`order: ${statement.name} runs twice`)
      done.add(index)
      for (const buffer of accesses(statement)) {
        if (known.has(buffer)) continue
        const home = scratch.get(buffer) ?? unit
        if (home !== unit) throw new VerifyError(`order: scratch ${buffer.name} leaves its group`)
        scratch.set(buffer, unit)
      }
    }
  })
  if (done.size !== dependences.length)
    throw new VerifyError(`order: ${dependences.length - done.size} statements are missing`)
}

/** A buffer in memory, and the units during which it must keep its contents. */
export interface Residence {
  readonly buffer: Buffer
  readonly segment: number
  readonly offset: number
  readonly bytes: number
  readonly first: number
  readonly last: number
}

/** No two residences that are alive together may overlap; each lies aligned within its segment. */
export function verifyMemory(residences: readonly Residence[], segments: readonly { readonly bytes: number }[]): void {
  for (const { buffer, segment, offset, bytes } of residences) {
    const size = segments[segment]?.bytes
    if (size === undefined || offset < 0 || offset % 256 !== 0 || offset + bytes > size)
      throw new VerifyError(
        `memory plan: ${buffer.name} at ${offset} … ${offset + bytes} lies outside segment ${segment}`,
      )
  }
  const sorted = [...residences].sort((a, b) => a.segment - b.segment || a.offset - b.offset)
  let active: Residence[] = []
  for (const next of sorted) {
    active = active.filter((one) => one.segment === next.segment && one.offset + one.bytes > next.offset)
    for (const one of active)
      if (
        one.buffer !== next.buffer &&
        one.bytes > 0 &&
        next.bytes > 0 &&
        one.first <= next.last &&
        next.first <= one.last
      )
        throw new VerifyError(`memory plan: ${next.buffer.name} overlaps ${one.buffer.name} while both are alive`)
    active.push(next)
  }
}
