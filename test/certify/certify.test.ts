/** Statement 1: sound kernels pass, in every shape that passes give them; broken ones do not. */
import { describe, expect, it } from 'vitest'
import { zeroThresholds } from '../../src/codegen/thresholds.js'
import { certifyBuild } from '../../src/certify/certify.js'
import { buildOf, graphs } from './graphs.js'

describe('certify', () => {
  it.each(Object.keys(graphs))('%s', async (name) => {
    for (const options of [{}, { thresholds: zeroThresholds }]) {
      const { refusals, total } = await certifyBuild(buildOf(name, options))
      expect(refusals).toEqual([])
      expect(total.kernels).toBeGreaterThan(0)
      expect(total.bound).toBeLessThan(1e-9)
      expect(total.tested).toBe(0)
    }
  })

  it('is the same for the same build and seed, and another for another seed', async () => {
    const build = buildOf('softmax')
    const [a, b, c] = [
      await certifyBuild(build),
      await certifyBuild(build),
      await certifyBuild(build, { seed: 'other' }),
    ]
    expect(a).toEqual(b)
    expect(c.seed).not.toBe(a.seed)
  })
})
