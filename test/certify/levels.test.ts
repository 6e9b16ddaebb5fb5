/** A comparison with a constant that is wrong at that one place only is refused, however few the elements. */
import { describe, expect, it } from 'vitest'
import { certifyBuild } from '../../src/certify/certify.js'
import type { Build } from '../../src/codegen/compile.js'
import { inOperation, withFault } from './faults.js'
import { buildGraph, loose, x } from './graphs.js'

const tieOnTheOtherSide = inOperation((operation) =>
  operation.kind === 'apply' && (operation.function === 'lessThan' || operation.function === 'lessEqual') ?
    { ...operation, function: operation.function === 'lessThan' ? 'lessEqual' : 'lessThan' }
  : undefined,
)

const subjects: Readonly<Record<string, () => unknown>> = {
  'clamp of one element': () => loose(x('x', 1)).clamp!(-0.75, 0.5),
  'clamp of a slice': () => loose(x('x', 3, 2)).slice!(0, 1, 2).clamp!(-0.5, 6),
  'clamp of a negation': () => loose(x('x', 3)).neg!().clamp!(0.25, 3),
}

/** One build for each place. */
function* everyPlace(build: Build): Generator<Build> {
  for (let nth = 0; ; nth++) {
    const broken = withFault(build, tieOnTheOtherSide, nth)
    if (broken === null) return
    yield broken
  }
}

describe('ties with a constant', () => {
  it.each(Object.entries(subjects))('%s', async (name, graph) => {
    const build = buildGraph(name, graph())
    expect((await certifyBuild(build)).refusals).toEqual([])
    let places = 0
    for (const broken of everyPlace(build)) {
      places++
      expect((await certifyBuild(broken)).refusals, `place ${places - 1}`).not.toEqual([])
    }
    expect(places).toBeGreaterThan(1)
  })
})
