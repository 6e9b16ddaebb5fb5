/**
 * The memory plan: (segment, offset) for every buffer of every entry. Leaves are shared by entries, leaves, outputs and
 * bordered buffers keep their place for good; temporaries share memory within an entry by liveness and lie over those of
 * other entries. Largest first, first fit, 256-byte aligned. The plan is data: `explain` prints it, verify-plan.ts checks it.
 */
import type { Leaf } from '../../dsl/comprehension/types.js'
import type { Buffer, Placement } from '../statement.js'
import type { Residence } from '../verify-plan.js'

export interface MemoryPlan {
  readonly segments: readonly { readonly bytes: number }[]
  readonly placements: ReadonlyMap<Buffer, Placement>
  /** Per entry, every buffer with its lifetime in units. */
  readonly residences: readonly (readonly Residence[])[]
}

export interface PlannedEntry {
  readonly buffers: readonly Buffer[]
  /** The buffers each unit (kernel) reads or writes, in execution order. */
  readonly units: readonly ReadonlySet<Buffer>[]
}

const alignment = 256
const aligned = (bytes: number): number => Math.ceil(bytes / alignment) * alignment

export function planMemory(entries: readonly PlannedEntry[], bytesOf: (buffer: Buffer) => number): MemoryPlan {
  const placements = new Map<Buffer, Placement>()
  const leaves = new Map<Leaf | string, { readonly buffer: Buffer; readonly placement: Placement }>()
  let pinned = 0
  const pin = (buffer: Buffer): Placement => {
    const placement = { segment: 0, offset: pinned }
    pinned += aligned(bytesOf(buffer))
    return placement
  }
  for (const entry of entries)
    for (const buffer of entry.buffers) {
      if (placements.has(buffer)) continue
      if (buffer.role === 'leaf') {
        const key = buffer.leaf ?? buffer.name
        const shared = leaves.get(key)
        if (
          shared &&
          (shared.buffer.elements !== buffer.elements ||
            shared.buffer.base !== buffer.base ||
            String(shared.buffer.strides) !== String(buffer.strides))
        )
          throw new Error(`leaf ${buffer.name} has two layouts in one build`)
        const placement = shared?.placement ?? pin(buffer)
        if (!shared) leaves.set(key, { buffer, placement })
        placements.set(buffer, placement)
      } else if (isPinned(buffer)) placements.set(buffer, pin(buffer))
    }

  let top = pinned
  const residences: Residence[][] = []
  for (const entry of entries) {
    const lifetimes = new Map<Buffer, { first: number; last: number }>()
    entry.units.forEach((buffers, unit) => {
      for (const buffer of buffers) {
        const life = lifetimes.get(buffer)
        if (life) life.last = unit
        else lifetimes.set(buffer, { first: unit, last: unit })
      }
    })
    const placed: Residence[] = []
    const temporaries = [...lifetimes].filter(([buffer]) => !placements.has(buffer))
    temporaries.sort(([a], [b]) => bytesOf(b) - bytesOf(a) || a.id - b.id)
    for (const [buffer, { first, last }] of temporaries) {
      const bytes = bytesOf(buffer)
      const neighbours = placed
        .filter((other) => other.first <= last && first <= other.last)
        .sort((a, b) => a.offset - b.offset)
      let offset = pinned
      for (const other of neighbours) {
        if (offset + aligned(bytes) <= other.offset) break
        offset = Math.max(offset, other.offset + aligned(other.bytes))
      }
      placed.push({ buffer, segment: 0, offset, bytes, first, last })
      top = Math.max(top, offset + aligned(bytes))
      placements.set(buffer, { segment: 0, offset })
    }
    const forever = { first: 0, last: Infinity }
    const unique = new Set(entry.buffers.filter((buffer) => buffer.role === 'leaf' || isPinned(buffer)))
    residences.push([
      ...[...unique].map((buffer) => ({ buffer, ...placements.get(buffer)!, bytes: bytesOf(buffer), ...forever })),
      ...placed,
    ])
  }
  return { segments: [{ bytes: Math.max(alignment, top) }], placements, residences }
}

const isPinned = (buffer: Buffer): boolean => buffer.role === 'output' || buffer.bordered
