/** Random graphs that `npm run soak:certify` once stopped at: each compiles, and its kernels are what is meant. */
import { expect, it } from 'vitest'
import { certify } from '../../src/certify/certify.js'
import { graphOf } from '../../src/dsl/graph-of.js'
import { randomGraph } from '../support/random-graph.js'

it.each([
  [763, 'a quotient that one guard bounds from below by what is divided, another from above by itself'],
  [2442, 'a value that is poison, whose tangent is none'],
  [6944, 'a branch that the branch around it has decided, and so a side that nothing reaches'],
  [484, 'a bound of whole numbers that is a fraction'],
])('random graph %i: %s', async (seed) => {
  const graph = graphOf({ outputs: { output: randomGraph(seed).output } })
  const { refusals, total } = await certify(graph)
  expect(refusals).toEqual([])
  expect(total.kernels).toBeGreaterThan(0)
})
