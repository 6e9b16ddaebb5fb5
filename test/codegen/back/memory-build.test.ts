/** A memory plan that printed other places than it had checked: the build stops, whatever the plan's own check said. */
import { describe, expect, it, vi } from 'vitest'
import type { planMemory } from '../../../src/codegen/passes/plan-memory.js'

const { fault } = vi.hoisted(() => ({ fault: { planted: false } }))

vi.mock('../../../src/codegen/passes/plan-memory.js', async (original) => {
  const real = await original<{ planMemory: typeof planMemory }>()
  return {
    planMemory: (...given: Parameters<typeof planMemory>) => {
      const plan = real.planMemory(...given)
      if (!fault.planted) return plan
      // every temporary at the place of the first input
      const placements = new Map(
        [...plan.placements].map(([buffer, placement]) => [
          buffer,
          buffer.role === 'temporary' ? { segment: 0, offset: 0 } : placement,
        ]),
      )
      return { ...plan, placements }
    },
  }
})

describe('a build with a wrong memory plan', () => {
  it('stops, and says which kernel of which line would overwrite what', async () => {
    const { buildGraph, graphs } = await import('../../certify/graphs.js')
    expect(() => buildGraph('sound', graphs['softmax']!())).not.toThrow()
    fault.planted = true
    expect(() => buildGraph('broken', graphs['softmax']!())).toThrow(
      /^kernel \S+ \(.+graphs\.ts:\d+:\d+\): stores to \S+ over x, which is still needed$/,
    )
    expect(() => buildGraph('unchecked', graphs['softmax']!(), { verify: false })).not.toThrow()
  })
})
