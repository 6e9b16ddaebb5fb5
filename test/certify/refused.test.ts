/** Certificates can fail: each class of fault, in each graph where it applies, at several places. */
import { describe, expect, it } from 'vitest'
import { certifyBuild } from '../../src/certify/certify.js'
import { buildOf, graphs } from './graphs.js'
import { faults, withFault, withKernels } from './faults.js'

/** Faults that change nothing: a running maximum of a row may begin with any element of it. */
const equivalent: ReadonlySet<string> = new Set([
  'wrong index: softmax at 0',
  'wrong index: softmax at 1',
  'wrong index: cross entropy at 0',
  'wrong index: cross entropy at 1',
])

describe('refuses', () => {
  it.each(Object.entries(faults))('%s', async (kind, fault) => {
    let found = 0
    const escaped: string[] = []
    for (const name of Object.keys(graphs))
      for (const nth of [0, 1, 2, 5]) {
        const broken = withFault(buildOf(name), fault, nth)
        if (broken === null) continue
        found++
        const { refusals } = await certifyBuild(broken)
        const place = `${kind}: ${name} at ${nth}`
        if (refusals.length === 0 && !equivalent.has(place)) escaped.push(place)
      }
    expect(found).toBeGreaterThan(1)
    expect(escaped).toEqual([])
  })

  it('kernels in another order', async () => {
    const broken = withKernels(buildOf('softmax'), ([first, second, ...rest]) => [second!, first!, ...rest])
    expect((await certifyBuild(broken)).refusals).not.toEqual([])
  })

  it('two buffers in one place', async () => {
    const build = buildOf('softmax')
    const temporaries = [...build.explain.placements].filter(([buffer]) => buffer.role !== 'leaf')
    const [[a], [, place]] = temporaries as [(typeof temporaries)[0], (typeof temporaries)[0]]
    const broken = withKernels(build, (kernels) => kernels, new Map(build.explain.placements).set(a, place))
    expect((await certifyBuild(broken)).refusals).not.toEqual([])
  })

  it('swapped buffers', async () => {
    const build = buildOf('matmul')
    const [a, b] = [...build.explain.placements].filter(([buffer]) => ['a', 'b'].includes(buffer.name))
    const swapped = withFault(build, (instruction) =>
      instruction.kind === 'define' && instruction.operation.kind === 'load' && instruction.operation.buffer === a![0] ?
        { ...instruction, operation: { ...instruction.operation, buffer: b![0] } }
      : undefined,
    )
    expect((await certifyBuild(swapped!)).refusals).not.toEqual([])
  })

  it('a text that is not the one derived, and says which line', async () => {
    const build = buildOf('linear relu')
    const kernels = build.kernels.replace(/< 0/, '<= 0')
    expect(kernels).not.toBe(build.kernels)
    const { refusals } = await certifyBuild({ ...build, kernels })
    expect(refusals[0]!.message).toMatch(/^line \d+ of the kernels is ".*<= 0.*", derived again it is ".*< 0/)
  })
})
