/** Both halves of the compiler together: kernels of whole training steps in f64 against the reference, two steps. */
import { describe, expect, it } from 'vitest'
import { electLayouts, lowerProgram } from '../../../src/codegen/program.js'
import type { Comprehension, Leaf, Program } from '../../../src/dsl/comprehension/types.js'
import { expandGraph } from '../../../src/dsl/expand.js'
import { interpret } from '../../../src/dsl/interpret.js'
import { crossEntropy, i32, maxPool, mean } from '../../../src/functions.js'
import { model, nn, optim } from '../../../src/index.js'
import { compile } from '../back/support.js'
import { dataFor, logicalCells, thresholdSettings, type Data } from './support.js'

const layers = [nn.embedding(4, 6), nn.linear(6, 5), nn.linear(5, 4)] as const
const words = model({
  inputs: { x: i32(['batch', 3]), label: i32(['batch']) },
  layers: { table: layers[0], hidden: layers[1], output: layers[2] },
  forward: ({ x }) => layers[2](mean(layers[1](layers[0](x)).sigmoid(), 1)),
  loss: ({ output, label }) => crossEntropy(output, label),
  optimizer: optim.adamW({ rate: 0.01, weightDecay: 0.1 }),
})

const [first, second, output] = [
  nn.conv2d(2, 4, 3, { padding: 1 }),
  nn.conv2d(4, 3, 3, { stride: 2, padding: 1 }),
  nn.linear(27, 4),
]
const images = model({
  inputs: { x: ['batch', 2, 12, 12], label: i32(['batch']) },
  layers: { first, second, output },
  forward: ({ x }) =>
    output(
      second(maxPool(first(x).relu(), 3, { stride: 2 }))
        .tanh()
        .flatten(1),
    ),
  loss: ({ output: logits, label }) => crossEntropy(logits, label),
  optimizer: optim.sgd({ rate: 0.1, momentum: 0.9, weightDecay: 0.01 }),
})

/** Moments are not negative, corrections not zero. */
function dataOf(program: Program): Data {
  const data = dataFor(program)
  for (const [leaf, values] of data)
    if (leaf.role === 'state' || leaf.role === 'scalar')
      data.set(
        leaf,
        Float64Array.from(values, (v) => Math.abs(v) + 0.1),
      )
  return data
}

describe.each(thresholdSettings)('with %s', (_, thresholds) => {
  for (const [name, { graphs }] of Object.entries({ words, images }))
    it(name, () => {
      const program = expandGraph(graphs.step, { name: 'step', binding: { batch: 3 }, training: true })
      const data = dataOf(program)
      const lowered = lowerProgram(program, electLayouts([program], { thresholds }), { thresholds })
      const { view, run } = compile(lowered, { domain: 'f64' })
      for (const buffer of lowered.buffers) {
        const values = buffer.leaf && data.get(buffer.leaf)
        if (values) logicalCells(buffer).forEach((place, i) => (view(buffer)[place] = values[i]!))
      }
      const state = new Map<Leaf, ArrayLike<number>>(data)
      for (let step = 1; step <= 2; step++) {
        const expected = interpret(
          [...program.outputs, ...program.updates].map(({ value }) => value),
          (leaf) => state.get(leaf)!,
        )
        run()
        for (const { leaf, value } of program.updates) state.set(leaf, expected.get(value as Comprehension)!)
        const compare = (buffer: (typeof lowered.buffers)[number], want: ArrayLike<number>): void =>
          logicalCells(buffer).forEach((place, i) =>
            expect(Math.abs(view(buffer)[place]! - want[i]!), `${buffer.name} ${i} in step ${step}`).toBeLessThan(
              1e-9 * (1 + Math.abs(want[i]!)),
            ),
          )
        lowered.outputs.forEach(({ buffer }, i) => compare(buffer, expected.get(program.outputs[i]!.value)!))
        for (const buffer of lowered.buffers) if (buffer.leaf) compare(buffer, state.get(buffer.leaf)!)
      }
    })
})

it('the same graph is lowered to the same statements again', () => {
  const describeOnce = (): string => {
    const program = expandGraph(images.graphs.step, { name: 'step', binding: { batch: 3 }, training: true })
    const { statements, buffers } = lowerProgram(program, electLayouts([program]))
    const places = statements.map(({ stores }) =>
      stores.map(({ address }) => [
        address.buffer.name,
        address.kind === 'affine' ? [...address.strides.values()] : 'general',
      ]),
    )
    return JSON.stringify([
      statements.map(({ id, name, formula }) => [id, name, formula]),
      places,
      buffers.map(({ id, name, strides }) => [id, name, strides]),
    ])
  }
  expect(describeOnce()).toBe(describeOnce())
})
