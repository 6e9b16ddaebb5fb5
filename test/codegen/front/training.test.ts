/** Whole training steps, two in a row: every kept intermediate, every output and every updated leaf. */
import { describe, expect, it } from 'vitest'
import { constant as scalarConstant, apply, read } from '../../../src/dsl/comprehension/expression.js'
import type { Leaf, Program, Value } from '../../../src/dsl/comprehension/types.js'
import { expandGraph } from '../../../src/dsl/expand.js'
import { map } from '../../../src/dsl/primitives/map.js'
import { electLayouts, lowerProgram } from '../../../src/codegen/program.js'
import { accuracy, crossEntropy, i32, maxPool, mseLoss, softmax, matmul } from '../../../src/functions.js'
import { model, nn, optim } from '../../../src/index.js'
import { builder, input } from '../../dsl/differentiate/support.js'
import { matmul as product, meanSquare } from '../../dsl/differentiate/operations.js'
import { vjp } from '../../../src/dsl/differentiate/vjp.js'
import { dataFor, expectAgreement, expectSameResults, parameter, programOf, thresholdSettings } from './support.js'

const optimisers = {
  sgd: optim.sgd({ rate: 0.1 }),
  'sgd with momentum and weight decay': optim.sgd({ rate: 0.1, momentum: 0.9, weightDecay: 0.01 }),
  adamW: optim.adamW({ rate: 0.01, weightDecay: 0.1 }),
}

const mlp = (optimizer: (typeof optimisers)[keyof typeof optimisers]) => {
  const [hidden, output] = [nn.linear(9, 7), nn.linear(7, 4)]
  return model({
    inputs: { x: ['batch', 9], label: i32(['batch']) },
    layers: { hidden, output },
    forward: ({ x }) => output(hidden(x).relu()),
    loss: ({ output: logits, label }) => crossEntropy(logits, label),
    metrics: { accuracy: ({ output: logits, label }) => accuracy(logits, label) },
    optimizer,
  })
}

const convnet = (optimizer: (typeof optimisers)[keyof typeof optimisers]) => {
  const [first, second, output] = [
    nn.conv2d(1, 4, 3, { padding: 1 }),
    nn.conv2d(4, 3, 3, { stride: 2, padding: 1 }),
    nn.linear(12, 4),
  ]
  return model({
    inputs: { x: ['batch', 1, 8, 8], label: i32(['batch']) },
    layers: { first, second, output },
    forward: ({ x }) =>
      output(
        second(maxPool(first(x).relu(), 2))
          .tanh()
          .flatten(1),
      ),
    loss: ({ output: logits, label }) => crossEntropy(logits, label),
    optimizer,
  })
}

/** A step's program, with data in which labels are classes, second moments are not negative and corrections not zero. */
function stepOf(
  graph: Parameters<typeof expandGraph>[0],
  batch: number,
): { program: Program; data: ReturnType<typeof dataFor> } {
  const program = expandGraph(graph, { name: 'step', binding: { batch }, training: true })
  const data = dataFor(program)
  for (const [leaf, values] of data)
    if (leaf.role === 'state' || leaf.role === 'scalar')
      data.set(
        leaf,
        Float64Array.from(values, (v) => Math.abs(v) + 0.1),
      )
  return { program, data }
}

describe.each(thresholdSettings)('with %s', (_, thresholds) => {
  for (const [name, optimizer] of Object.entries(optimisers)) {
    it(`mlp with ${name}`, () => {
      const { program, data } = stepOf(mlp(optimizer).graphs.step, 5)
      expectAgreement(program, thresholds, { data })
    })
    it(`convnet with ${name}`, () => {
      const { program, data } = stepOf(convnet(optimizer).graphs.step, 3)
      expectAgreement(program, thresholds, { data })
    })
  }

  it('updates that form a cycle: both factors of a product', () => {
    const [a, b] = [parameter('a', [4, 3]), parameter('b', [3, 5])]
    const loss = meanSquare(product(a, b), input('y', [4, 5]))
    const one = map(builder('one'), [], () => scalarConstant(1))
    const gradients = vjp([{ value: loss, cotangent: one }], [a, b])
    const updates = [a, b].map((leaf, i): [Leaf, Value] => [
      leaf,
      map(builder('step'), leaf.shape, (o) => apply('sub', read(leaf, o), read(gradients[i]!, o))),
    ])
    const lowered = expectAgreement(programOf({ loss }, updates), thresholds)
    expect(lowered.statements.some(({ name }) => /copy|update/.test(name))).toBe(true)
  })

  it('an update that reads its leaf transposed, and two leaves that change places', () => {
    const [a, b] = [parameter('a', [4, 4]), parameter('b', [4, 4])]
    const turned = map(builder('turned'), [4, 4], ([i, j]) => apply('sub', read(a, [i!, j!]), read(a, [j!, i!])))
    expectAgreement(programOf({}, [[a, turned]]), thresholds)
    expectAgreement(
      programOf({ a, sum: map(builder('sum'), [4, 4], (o) => apply('add', read(a, o), read(b, o))) }, [
        [a, b],
        [b, a],
      ]),
      thresholds,
    )
  })

  it('a reader of both the old and the new value of a leaf', () => {
    const a = parameter('a', [4, 3])
    const next = map(builder('next'), [4, 3], (o) => apply('exp', read(a, o)))
    const change = map(builder('change'), [3, 4], ([i, j]) => apply('sub', read(next, [j!, i!]), read(a, [j!, i!])))
    expectAgreement(programOf({ change }, [[a, next]]), thresholds)
    expectAgreement(programOf({ next, change }, [[a, next]]), thresholds)
  })

  it('attention', () => {
    const projections = [nn.linear(8, 8), nn.linear(8, 8), nn.linear(8, 8)] as const
    const attention = model({
      inputs: { x: ['batch', 6, 8], y: ['batch', 6, 8] },
      layers: { q: projections[0], k: projections[1], v: projections[2] },
      forward: ({ x: given }) => {
        const [q, k, v] = projections.map((layer) => layer(given).reshape(['batch', 6, 2, 4]).permute([0, 2, 1, 3]))
        const scores = softmax(matmul(q!, k!.transpose(2, 3)).scale(0.5), -1)
        return matmul(scores, v!).permute([0, 2, 1, 3]).reshape(['batch', 6, 8])
      },
      loss: ({ output, y }) => mseLoss(output, y),
      optimizer: optim.sgd({ rate: 0.1, momentum: 0.9 }),
    })
    const { program, data } = stepOf(attention.graphs.step, 2)
    expectAgreement(program, thresholds, { data })
  })
})

it('velocity and weight, and the moments of Adam, are one statement with their gradient', () => {
  for (const [name, targets] of [
    ['sgd with momentum and weight decay', 2],
    ['adamW', 3],
  ] as const) {
    const { program } = stepOf(mlp(optimisers[name]).graphs.step, 5)
    const { statements } = lowerProgram(program, electLayouts([program]))
    const joined = statements.filter(({ stores }) => stores.length === targets)
    expect(joined).toHaveLength(4)
    expect(joined.every(({ reduce }) => reduce === 'sum')).toBe(true)
  }
})

it('entries share the layout and the buffers of their leaves, borders included', () => {
  const { graphs } = convnet(optimisers.sgd)
  const leaves = new Map<string, Leaf>()
  const programs = [
    expandGraph(graphs.step, { name: 'step', binding: { batch: 3 }, training: true, leaves }),
    expandGraph(graphs.predict, { name: 'predict', binding: { batch: 2 }, training: false, leaves }),
    expandGraph(graphs.evaluate, { name: 'evaluate', binding: { batch: 1 }, training: false, leaves }),
  ]
  const layouts = electLayouts(programs)
  const lowered = programs.map((program) => lowerProgram(program, layouts))
  programs.forEach((program, i) => expectSameResults(program, lowered[i]!, { data: stepData(program) }))
  const weights = lowered.map(({ buffers }) => buffers.find(({ name }) => name === 'first.weight'))
  expect(new Set(weights).size).toBe(1)
})

const stepData = (program: Program) => dataFor(program, 3)

it('convolutions lose their guards, and strided gradients their congruences', () => {
  const [first, second] = [nn.conv2d(2, 4, 3, { padding: 1 }), nn.conv2d(4, 3, 3, { stride: 2, padding: 1 })]
  const { graphs } = model({
    inputs: { x: ['batch', 2, 12, 12], y: ['batch', 3, 6, 6] },
    layers: { first, second },
    forward: ({ x }) => second(first(x).relu()),
    loss: ({ output, y }) => mseLoss(output, y),
    optimizer: optimisers.sgd,
  })
  const { program } = stepOf(graphs.step, 3)
  const { statements, buffers } = expectAgreement(program)
  expect(
    statements.filter(({ name }) => name.startsWith('relu_gradient') || name.startsWith('convolution_gradient')).length,
  ).toBeGreaterThanOrEqual(4)
  expect(buffers.filter(({ bordered }) => bordered).map(({ name }) => name)).toContain('x')
  const contractions = statements.filter(({ reduce, over }) => reduce === 'sum' && over.length > 1)
  expect(contractions.length).toBeGreaterThan(5)
  for (const { body, name } of contractions) expect(body.kind, name).not.toBe('select')
  expect(statements.flatMap(({ stores }) => stores).every(({ address }) => address.kind === 'affine')).toBe(true)
})
