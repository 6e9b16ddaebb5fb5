/** A comparison of computed values that is wrong only where they are equal is refused: a small field lets them meet. */
import { describe, expect, it } from 'vitest'
import { certifyBuild } from '../../src/certify/certify.js'
import { inOperation, withFault } from './faults.js'
import { buildGraph, loose, x } from './graphs.js'

const tieOnTheOtherSide = inOperation((operation) =>
  operation.kind === 'apply' && (operation.function === 'lessThan' || operation.function === 'lessEqual') ?
    { ...operation, function: operation.function === 'lessThan' ? 'lessEqual' : 'lessThan' }
  : undefined,
)

const subjects: Readonly<Record<string, () => unknown>> = {
  'clamp of a product': () => loose(x('x', 2)).mul!(x('y', 2)).clamp!(-0.5, 6),
  'clamp behind a layer': () => loose(x('x', 2, 3)).linear!(x('w', 1, 3), x('b', 1)).clamp!(-1, 1),
}

describe('ties of computed values', () => {
  it.each(Object.entries(subjects))('%s', async (name, graph) => {
    const build = buildGraph(name, graph())
    expect((await certifyBuild(build)).refusals).toEqual([])
    let places = 0
    for (; ; places++) {
      const broken = withFault(build, tieOnTheOtherSide, places)
      if (broken === null) break
      expect((await certifyBuild(broken)).refusals, `place ${places}`).not.toEqual([])
    }
    expect(places).toBeGreaterThan(1)
  })
})
