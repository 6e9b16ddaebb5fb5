/** Guards that branches decide: what is implied is, opposites are opposites, and kernels ask nothing twice. */
import { describe, expect, it } from 'vitest'
import type { Counter, KernelGuard, Place } from '../../../src/codegen/kernel.js'
import { complementOf, isImplied } from '../../../src/codegen/place.js'
import { record } from '../../../src/dsl/record.js'
import { Generator } from '../../../src/runtime/random.js'
import { buildOf, buildGraph, loose, x } from '../../certify/graphs.js'

const counter = (id: number, to: number): Counter => ({ kind: 'counter', id, name: `c${id}`, from: 0, to, step: 1 })
const [i, j] = [counter(0, 5), counter(1, 4)]

const valueOf = ({ constant, terms }: Place, at: ReadonlyMap<unknown, number>): number =>
  terms.reduce((sum, { atom, coefficient }) => sum + coefficient * at.get(atom)!, constant)

const holds = ({ test, of }: KernelGuard, at: ReadonlyMap<unknown, number>): boolean =>
  test === 'zero' ? valueOf(of, at) === 0 : valueOf(of, at) >= 0

function* points(): Iterable<ReadonlyMap<unknown, number>> {
  for (let a = 0; a < i.to; a++)
    for (let b = 0; b < j.to; b++)
      yield new Map<unknown, number>([
        [i, a],
        [j, b],
      ])
}

describe('guards', () => {
  const random = new Generator(1, 'guards')
  const guard = (): KernelGuard => ({
    test: random.integer(4) === 0 ? 'zero' : 'nonnegative',
    of: {
      constant: random.integer(7) - 3,
      terms: [i, j].flatMap((atom) => {
        const coefficient = random.integer(3) - 1
        return coefficient === 0 ? [] : [{ atom, coefficient }]
      }),
    },
  })

  it('are implied only by what implies them, and often found to be', () => {
    let implied = 0
    for (let n = 0; n < 3000; n++) {
      const [asked, known] = [guard(), [guard(), guard()]]
      if (!isImplied(asked, known)) continue
      implied++
      for (const at of points()) if (known.every((each) => holds(each, at))) expect(holds(asked, at)).toBe(true)
    }
    expect(implied).toBeGreaterThan(50)
  })

  it('have an opposite that holds where they do not', () => {
    let opposites = 0
    for (let n = 0; n < 500; n++) {
      const guards = Array.from({ length: 1 + random.integer(2) }, guard)
      const [opposite] = complementOf(guards)
      if (opposite === undefined) continue
      opposites++
      for (const at of points()) expect(holds(opposite, at)).toBe(!guards.every((each) => holds(each, at)))
    }
    expect(opposites).toBeGreaterThan(50)
  })
})

describe('kernels', () => {
  it('ask each guard once', () => {
    const conditions = [...buildOf('gather').kernels.matchAll(/if \((.*)\) \{/g)].map(([, text]) => text!.split(' && '))
    expect(conditions.some((guards) => guards.length > 1)).toBe(true)
    for (const guards of conditions) expect(new Set(guards).size).toBe(guards.length)
  })

  it('ask nothing where the other branch is the rest', () => {
    const { kernels } = buildGraph('stack', loose(record('stack', [x('a', 3), x('b', 3)], { axis: 0 })).tanh!())
    expect(kernels).toMatch(/else \{/)
    expect(kernels).not.toMatch(/else \{\s*let \w+ = 0\s*if/)
  })

  it('compare nothing with a winner that cannot be there yet', () => {
    const { kernels } = buildGraph('pool', loose(x('x', 1, 1, 4, 4)).maxPool!([2, 2], { padding: 1 }))
    const pool = kernels.slice(kernels.indexOf('function maxPool'), kernels.indexOf('function x_gradient'))
    // four points of a window, three of them after another
    expect(pool.match(/0 <= a\d/g)).toHaveLength(3)
  })
})
