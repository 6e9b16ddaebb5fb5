/** Every access proven, every buffer safe while alive; and a fault planted in any of the three stops the build. */
import { describe, expect, it } from 'vitest'
import { walkAccesses } from '../../../src/codegen/accesses.js'
import type { Build } from '../../../src/codegen/compile.js'
import type { Instruction, Kernel, Place } from '../../../src/codegen/kernel.js'
import {
  kernelAndSource,
  memoryCertificate,
  MemoryError,
  type MemorySubject,
} from '../../../src/codegen/memory-certificate.js'
import { boundsOf, shiftPlace } from '../../../src/codegen/place.js'
import type { Buffer } from '../../../src/codegen/statement.js'
import { buildGraph, buildOf, graphs } from '../../certify/graphs.js'
import { randomGraph } from '../../support/random-graph.js'

/** The build with one kernel's instructions changed. */
function withInstructions(build: Build, change: (instruction: Instruction) => Instruction): MemorySubject {
  const through = (list: readonly Instruction[]): readonly Instruction[] =>
    list.map((instruction) => {
      const changed = change(instruction)
      if (changed.kind === 'loop') return { ...changed, body: through(changed.body) }
      if (changed.kind === 'branch')
        return { ...changed, then: through(changed.then), otherwise: through(changed.otherwise) }
      return changed
    })
  const broken = (kernel: Kernel): Kernel => ({ ...kernel, instructions: through(kernel.instructions) })
  return {
    manifest: build.manifest,
    explain: {
      placements: build.explain.placements,
      entries: build.explain.entries.map((entry) => ({ ...entry, loopNests: entry.loopNests.map(broken) })),
    },
  }
}

/** The build with one buffer elsewhere. */
function withOffset(build: Build, buffer: Buffer, offset: number): MemorySubject {
  const placements = new Map(build.explain.placements)
  placements.set(buffer, { segment: 0, offset })
  return { manifest: build.manifest, explain: { ...build.explain, placements } }
}

const message = (subject: MemorySubject): string => {
  try {
    memoryCertificate(subject)
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(MemoryError)
    return (thrown as MemoryError).message // asserted in the line before
  }
  return 'certified'
}

describe('memory certificate', () => {
  it.each(Object.keys(graphs))('%s: every access is proven', (name) => {
    const build = buildOf(name)
    const { accesses, byIntervals, byTrial, entries } = memoryCertificate(build)
    expect(accesses).toBeGreaterThan(3)
    expect(byIntervals + byTrial).toBe(accesses)
    expect(entries.flatMap(({ kernels }) => kernels)).toHaveLength(build.explain.entries[0]!.loopNests.length)
  })

  it('holds for random graphs, and temporaries do share memory', () => {
    let sharing = 0
    for (let seed = 0; seed < 30; seed++)
      sharing += memoryCertificate(buildGraph(`random ${seed}`, randomGraph(seed).output)).sharing
    expect(sharing).toBeGreaterThan(20)
  })

  it('refuses a place that is off by one, with kernel, source line and buffer', () => {
    const build = buildOf('padded convolution')
    let planted = 0
    const broken = withInstructions(build, (instruction) => {
      if (instruction.kind !== 'store' || planted++ > 0) return instruction
      return { ...instruction, at: shiftPlace(instruction.at, instruction.buffer.elements) }
    })
    expect(message(broken)).toMatch(/^kernel \S+ \(.+graphs\.ts:\d+:\d+.*\): stores \S+ at \d+ \.\.\. \d+, not proven/)
  })

  it('refuses every load and every store that leaves its buffer by one element', () => {
    for (const name of Object.keys(graphs)) {
      const build = buildOf(name)
      let count = 0
      withInstructions(build, (instruction) => (count++, instruction))
      let planted = 0
      for (let target = 0; target < count; target++)
        for (const end of ['first', 'last'] as const) {
          let at = 0
          let isAccess = false
          // moved until the end of its range is the first element that is no longer there
          const moved = (place: Place, buffer: Buffer): Place => {
            isAccess = true
            const [low, high] = boundsOf(place)
            return shiftPlace(place, end === 'first' ? -1 - low : buffer.elements - high)
          }
          const broken = withInstructions(build, (instruction) => {
            if (at++ !== target) return instruction
            if (instruction.kind === 'store') return { ...instruction, at: moved(instruction.at, instruction.buffer) }
            if (instruction.kind !== 'define' || instruction.operation.kind !== 'load') return instruction
            const { operation } = instruction
            if (!boundsOf(operation.at).every(Number.isFinite)) return instruction
            return { ...instruction, operation: { ...operation, at: moved(operation.at, operation.buffer) } }
          })
          if (!isAccess) continue
          planted++
          expect(message(broken), `${name}, instruction ${target}`).toMatch(/not proven inside/)
        }
      expect(planted, name).toBeGreaterThan(5)
    }
  })

  it('refuses a loop that runs one step too far', () => {
    const build = buildOf('abs')
    const first = build.explain.entries[0]!.loopNests[0]!.instructions.find(({ kind }) => kind === 'loop')
    if (first?.kind !== 'loop') throw new Error('the first kernel has a loop')
    Object.assign(first.counter, { to: first.counter.to + first.counter.step })
    const text = message(build)
    Object.assign(first.counter, { to: first.counter.to - first.counter.step })
    expect(text).toMatch(/not proven inside its \d+ elements/)
    expect(message(build)).toBe('certified')
  })

  it('refuses an offset beyond the segment, and one that lies over something still needed', () => {
    const build = buildOf('attention')
    const [entry] = build.explain.entries
    const temporary = usedBuffers(build).find(({ role, bordered }) => role === 'temporary' && !bordered)!
    const input = entry!.lowered.buffers.find(({ role }) => role === 'leaf')!
    const { offset } = build.explain.placements.get(input)!
    expect(message(withOffset(build, temporary, build.manifest.segments[0]!.bytes))).toMatch(/of segment 0, which has/)
    const last = offset + input.elements * 4 - 4
    expect(message(withOffset(build, temporary, last))).toBe(
      `kernel ${writerOf(build, temporary)}: stores to ${temporary.name} over ${input.name}, which is still needed`,
    )
  })

  it('refuses each pair of temporaries that are alive together in one place', () => {
    const build = buildOf('layer norm')
    const { entries } = memoryCertificate(build)
    const lives = entries[0]!.buffers.filter(({ from }) => from !== 'always')
    let pairs = 0
    for (const a of lives)
      for (const b of lives) {
        if (a === b || b.from < a.from || b.from > a.to) continue
        pairs++
        const buffer = usedBuffers(build).find(({ name }) => name === b.buffer)!
        expect(message(withOffset(build, buffer, a.offset))).toMatch(/still needed|not proven/)
      }
    expect(pairs).toBeGreaterThan(0)
  })
})

function usedBuffers(build: Build): readonly Buffer[] {
  const used = new Set<Buffer>()
  for (const { instructions } of build.explain.entries[0]!.loopNests)
    walkAccesses(instructions, ({ buffer }) => used.add(buffer))
  return [...used]
}

function writerOf(build: Build, buffer: Buffer): string {
  for (const kernel of build.explain.entries[0]!.loopNests) {
    let isWriter = false
    walkAccesses(kernel.instructions, (access) => (isWriter ||= access.verb === 'stores' && access.buffer === buffer))
    if (isWriter) return kernelAndSource(kernel)
  }
  throw new Error(`nothing stores ${buffer.name}`)
}
