/**
 * Which statement must come after which: a read after a write, a write after a read, a write after a write of one buffer.
 * Linear in reads and writes, by the last writer and the readers since of every buffer.
 */
import type { Value } from '../../dsl/comprehension/types.js'
import { loadsOf, lookupsOf, valuesOf } from '../schedules/analyse.js'
import type { Buffer, Statement } from '../statement.js'

export interface Access {
  readonly reads: ReadonlySet<Buffer>
  readonly writes: ReadonlySet<Buffer>
}

/** What a statement reads (run-time indices too) and writes. */
export function accessOf(statement: Statement, bufferOf: (tensor: Value) => Buffer): Access {
  const reads = new Set(loadsOf(statement.body, ...valuesOf(statement)).map(({ buffer }) => buffer))
  for (const { tensor } of lookupsOf(statement)) reads.add(bufferOf(tensor))
  return { reads, writes: new Set(statement.stores.map(({ address }) => address.buffer)) }
}

/** For each access, the earlier ones it must follow (direct ones; not closed under transitivity). */
export function dependencesOf(accesses: readonly Access[]): readonly ReadonlySet<number>[] {
  const writers = new Map<Buffer, number>()
  const readers = new Map<Buffer, number[]>()
  return accesses.map(({ reads, writes }, index) => {
    const after = new Set<number>()
    for (const buffer of reads) {
      const writer = writers.get(buffer)
      if (writer !== undefined) after.add(writer)
    }
    for (const buffer of writes) {
      const writer = writers.get(buffer)
      if (writer !== undefined) after.add(writer)
      for (const reader of readers.get(buffer) ?? []) after.add(reader)
    }
    for (const buffer of reads) {
      const list = readers.get(buffer)
      if (list) list.push(index)
      else readers.set(buffer, [index])
    }
    for (const buffer of writes) {
      writers.set(buffer, index)
      readers.set(buffer, [])
    }
    after.delete(index)
    return after
  })
}
