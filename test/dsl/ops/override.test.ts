/** An adjoint written out by hand equals the derived one: both are computed, on random numbers, and compared. */
import { expect, test } from 'vitest'
import { comprehension, leaf as makeLeaf, topologicalOrder } from '../../../src/dsl/comprehension/value.js'
import type { Comprehension, Leaf, Value } from '../../../src/dsl/comprehension/types.js'
import { vjp } from '../../../src/dsl/differentiate/vjp.js'
import { expandNodes } from '../../../src/dsl/expand.js'
import { interpret } from '../../../src/dsl/interpret.js'
import { graphOf } from '../../../src/dsl/graph-of.js'
import { Generator } from '../../../src/runtime/random.js'
import { everyOperator } from './every-operator.js'

const binding = { batch: 4 }

/** The operators whose expansion has an override, with the value that has it. */
const overrides = everyOperator().flatMap(({ operator, tensor }) => {
  const { values } = expandNodes(graphOf({ outputs: { y: tensor } }), { name: 'step', binding, training: true })
  return topologicalOrder(values.slice(-1))
    .filter((value): value is Comprehension => value.kind === 'comprehension' && value.adjoint !== undefined)
    .map((value) => [operator, value] as const)
})

test('only softmax, attention and the normalisations have one', () => {
  expect([...new Set(overrides.map(([operator]) => operator))].sort()).toEqual([
    'batchNorm',
    'groupNorm',
    'layerNorm',
    'multiHeadAttention',
    'rmsNorm',
    'scaledDotProductAttention',
    'softmax',
  ])
})

test.each(overrides)('%s', (_, value) => {
  const generator = new Generator(1, 'override')
  const random = (leaf: Leaf): Float64Array =>
    Float64Array.from({ length: leaf.shape.reduce((n, extent) => n * extent, 1) }, () =>
      leaf.dtype === 'bool' ? Number(generator.uniform() < 0.7) : 0.2 * generator.normal(),
    )
  const leaves = topologicalOrder([value]).filter((one): one is Leaf => one.kind === 'leaf' && one.dtype === 'f32')
  const cotangent = makeLeaf({ name: 'cotangent', shape: value.shape, dtype: 'f32', role: 'input' })
  const derived = comprehension({ ...value, adjoint: undefined })
  const gradients = [value, derived].flatMap((one) => vjp([{ value: one, cotangent }], leaves) as Value[])
  const data = new Map<Leaf, Float64Array>()
  const results = interpret(gradients, (leaf) => {
    if (!data.has(leaf)) data.set(leaf, random(leaf))
    return data.get(leaf)!
  })
  const [written, own] = [gradients.slice(0, leaves.length), gradients.slice(leaves.length)]
  written.forEach((gradient, at) => {
    const [numbers, want] = [gradient, own[at]!].map((one) => [...results.get(one)!])
    expect(numbers!.some((number) => Math.abs(number) > 1e-3)).toBe(true)
    numbers!.forEach((number, i) => expect(number).toBeCloseTo(want![i]!, 12))
  })
  expect(topologicalOrder(written).length).toBeLessThan(topologicalOrder(own).length)
})
