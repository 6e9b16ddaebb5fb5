/**
 * <Jv, w> = <v, Jᵀw> on random graphs: forward mode pushes v through the table's derivatives, reverse mode solves index
 * equations; the two share only the table. The difference is relative to the sum of the absolute products on both sides.
 */
import { describe, expect, test } from 'vitest'
import { graphOf } from 'shapewright'
import type { Leaf, Value } from '../../../src/dsl/comprehension/types.js'
import { expandNodes } from '../../../src/dsl/expand.js'
import { randomGraph } from '../../support/random-graph.js'
import { dotTest } from './support.js'
import type { Data } from './support.js'

const graphs = 1000
const perTest = 100

/** The difference for one graph, and the operators in it. */
function difference(seed: number): readonly [error: number, operators: ReadonlySet<string>] {
  const { leaves, output, data, operators } = randomGraph(seed)
  const named = Object.fromEntries(leaves.map((leaf, at) => [`x${at}`, leaf]))
  const graph = graphOf({ outputs: { output, ...named } })
  const { values } = expandNodes(graph, { name: 'random', binding: {}, training: true })
  const valueOf = (name: string): Value => values[graph.outputs[name] as number] as Value
  const inputs = leaves.map((_, at) => valueOf(`x${at}`) as Leaf)
  const given: Data = new Map(inputs.map((leaf) => [leaf, [...data.get(leaf.name)!]]))
  return [dotTest(valueOf('output'), inputs, seed, given), operators]
}

describe('forward and reverse mode are transposes of each other', () => {
  const covered = new Set<string>()
  test.each(Array.from({ length: graphs / perTest }, (_, part) => part * perTest))(
    'random graphs from seed %i',
    (from) => {
      for (let seed = from; seed < from + perTest; seed++) {
        const [error, operators] = difference(seed)
        for (const operator of operators) covered.add(operator)
        expect(error, `seed ${seed}: ${[...operators].join(' ')}`).toBeLessThan(1e-12)
      }
    },
  )

  test('they are made of more than 50 operators', () => {
    expect(covered.size).toBeGreaterThan(50)
  })
})

test('one seed gives one graph, polynomial ones with small integers', () => {
  const once = (): string => [...randomGraph(3).operators].join(' ')
  expect(once()).toBe(once())
  const { data, operators } = randomGraph(5, { polynomial: true, steps: 30 })
  expect([...operators].filter((name) => ['exp', 'tanh', 'div', 'max'].includes(name))).toEqual([])
  for (const values of data.values()) expect([...values].every(Number.isInteger)).toBe(true)
})
