/** Models: names of parameters, the three graphs, and what is rejected. */
import { describe, expect, test } from 'vitest'
import '../../src/dsl/ops/index.js'
import { bindGraph, BindError } from '../../src/dsl/bind.js'
import { expandGraph } from '../../src/dsl/expand.js'
import { i32 } from '../../src/dsl/function.js'
import * as nn from '../../src/dsl/nn/index.js'
import { model } from '../../src/dsl/nn/model.js'
import { init, parameter } from '../../src/dsl/nn/parameter.js'
import * as optim from '../../src/dsl/optim/index.js'
import { crossEntropy } from '../../src/functions.js'
import type { Leaf } from '../../src/dsl/comprehension/types.js'

const digits = () => {
  const body = nn.sequential(nn.linear(4, 3), nn.relu(), nn.dropout(0.5))
  const output = nn.linear(3, 2)
  return model({
    name: 'small',
    inputs: { x: ['batch', 4], label: i32(['batch']) },
    layers: { body, output },
    forward: ({ x }) => output(body(x)),
    loss: ({ output: logits, label }) => crossEntropy(logits, label),
    optimizer: optim.sgd({ rate: 0.1, momentum: 0.9 }),
  })
}

describe('a model', () => {
  test('names parameters after layers, and state after parameters', () => {
    const { parameters } = digits()
    expect(parameters.map(({ name, role }) => `${role} ${name}`)).toEqual([
      ...['0.weight', '0.bias'].map((name) => `parameter body.${name}`),
      ...['weight', 'bias'].map((name) => `parameter output.${name}`),
      ...['body.0.weight', 'body.0.bias', 'output.weight', 'output.bias'].map((name) => `state ${name}.velocity`),
    ])
    expect(parameters[0]!.initializer).toEqual({ kind: 'uniform', low: -0.5, high: 0.5 })
  })

  test('recorded twice gives the same graphs', () => {
    const strip = (text: string) => text.replace(/"site":\{[^}]*\}/g, '')
    expect(strip(JSON.stringify(digits().graphs.predict.outputs))).toBe(
      strip(JSON.stringify(digits().graphs.predict.outputs)),
    )
    expect(digits().parameters).toEqual(digits().parameters)
  })

  test('parameters of no layer keep their name or get a number', () => {
    const scale = parameter([], init.ones, 'scale')
    const shift = parameter([], init.zeros)
    const { parameters } = model({
      inputs: { x: ['batch'] },
      forward: ({ x }) => x.mul(scale).add(shift),
      loss: ({ output }) => output.sum(),
    })
    expect(parameters.map(({ name }) => name)).toEqual(['scale', 'parameter0'])
  })

  test('entries share leaves; dropout is the identity outside of training', () => {
    const { graphs } = digits()
    const leaves = new Map<string, Leaf>()
    const step = expandGraph(graphs.step, { name: 'step', binding: { batch: 3 }, training: true, leaves })
    const predict = expandGraph(graphs.predict, { name: 'predict', binding: { batch: 1 }, training: false, leaves })
    const shared = predict.leaves.filter(({ role }) => role === 'parameter')
    expect(shared).toHaveLength(4)
    for (const leaf of shared) expect(step.leaves).toContain(leaf)
    expect(step.leaves.map(({ name }) => name)).toContain('seed')
    expect(predict.leaves.map(({ name }) => name)).not.toContain('seed')
    expect(step.updates).toHaveLength(8)
  })

  test('a loss that is no scalar, a metric named loss, two parameters of one name', () => {
    const inputs = { x: ['batch'] } as const
    expect(() => model({ inputs, forward: ({ x }) => x, loss: ({ x }) => x as never })).toThrow(
      /the loss must be a scalar, got shape \[batch\]/,
    )
    expect(() =>
      model({ inputs, forward: ({ x }) => x, loss: ({ x }) => x.sum(), metrics: { loss: ({ x }) => x.sum() } }),
    ).toThrow(/cannot be named loss/)
    const [a, b] = [parameter([], init.ones, 'a'), parameter([], init.ones, 'a')]
    expect(() => model({ inputs, forward: ({ x }) => x.mul(a).mul(b), loss: ({ output }) => output.sum() })).toThrow(
      /named "?a/,
    )
  })
})

describe('binding', () => {
  test('evaluates named dims everywhere', () => {
    const graph = bindGraph(digits().graphs.predict, { batch: 7 })
    expect(graph.nodes.every(({ shape }) => shape.every((dim) => typeof dim === 'number'))).toBe(true)
    expect(graph.nodes[graph.outputs['output']!]!.shape).toEqual([7, 2])
  })

  test('says which name has no value', () => {
    expect(() => bindGraph(digits().graphs.predict, {})).toThrow(BindError)
    expect(() => bindGraph(digits().graphs.predict, {})).toThrow(/batch/)
    expect(() => bindGraph(digits().graphs.predict, { batch: 1.5 })).toThrow(/1.5/)
  })
})
