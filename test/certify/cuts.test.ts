/** Which values a unit's trials draw. */
import { expect, it } from 'vitest'
import { cutsOf } from '../../src/certify/trials/cuts.js'
import { topologicalOrder } from '../../src/dsl/comprehension/value.js'
import { expandGraph } from '../../src/dsl/expand.js'
import { graphOf } from '../../src/dsl/graph-of.js'
import type { AnyTensor } from '../../src/dsl/tensor.js'
import { buildOf, loose, x } from './graphs.js'

it('of a unit that reads nothing, what its results are computed from, and after that the leaves', () => {
  const output = loose(x('x', 3)).tanh!().exp!() as unknown as AnyTensor // a tensor with loose methods
  const program = expandGraph(graphOf({ outputs: { output } }), { name: 'chain', binding: {}, training: true })
  const order = topologicalOrder([program.outputs[0]!.value])
  const [leaf, tanh, exp] = order as [(typeof order)[0], (typeof order)[0], (typeof order)[0]]
  const [buffer] = [...buildOf('abs').explain.placements.keys()]
  const positions = new Map(order.map((value, at) => [value, at]))
  const names = (inputs: typeof order): string[][] =>
    cutsOf(
      inputs.map((value) => ({ buffer: buffer!, value })),
      [{ buffer: buffer!, value: exp }],
      new Set(order),
      positions,
    ).map(({ given }) => [...given].map(({ name }) => name))
  expect(names([])).toEqual([[tanh.name], []])
  expect(names([leaf])).toEqual([[leaf.name]])
})
