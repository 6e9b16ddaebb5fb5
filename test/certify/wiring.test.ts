/** What buffers hold when an entry ends: copies, tensors without elements, and what is neither. */
import { describe, expect, it } from 'vitest'
import { concat, graphOf, init, input, model, mseLoss, nn, optim, state, withUpdate, type Model } from 'shapewright'
import { certify, certifyBuild } from '../../src/certify/certify.js'
import { originalOf } from '../../src/certify/trials/wiring.js'
import { compileModel, type Build } from '../../src/codegen/compile.js'
import { constant, read } from '../../src/dsl/comprehension/expression.js'
import { index, variable } from '../../src/dsl/comprehension/index-expression.js'
import type { Expression, Value } from '../../src/dsl/comprehension/types.js'
import { comprehension, leaf } from '../../src/dsl/comprehension/value.js'
import { withKernels } from './faults.js'

/** The gradient of the weight needs the bias of before the update, and the other way round: one is updated by way of a copy. */
const normalised = (): Model => {
  const norm = nn.groupNorm(2, 4)
  return model({
    name: 'normalised',
    inputs: { x: ['batch', 4, 3], y: ['batch', 4, 3] },
    layers: { norm },
    forward: ({ x }) => norm(x),
    loss: ({ output, y }) => mseLoss(output, y),
    optimizer: optim.adam({ rate: 0.01 }),
  })
}

/** Two states that change places at every step; the new one of them is the output as well. */
const exchanged = (): Model => {
  const [a, b] = [state([3], init.ones, 'a'), state([3], init.zeros, 'b')]
  return model({
    name: 'exchanged',
    inputs: { x: [3] },
    layers: {},
    forward: ({ x }) => withUpdate(withUpdate(x.add(a), a, b), b, a),
    loss: ({ output }) => output.sum(),
    optimizer: optim.sgd({ rate: 0.1 }),
  })
}

describe('copies', () => {
  it.each(Object.entries({ normalised, exchanged }))('%s', async (_, make) => {
    const { refusals, total } = await certify(make(), { binding: { batch: 2 } })
    expect(refusals).toEqual([])
    expect(total.tested).toBe(0)
  })

  it('of an input as an output', async () => {
    const x = input('x', [2, 3])
    expect((await certify(graphOf({ outputs: { x, again: x, twice: x.add(x) } }))).refusals).toEqual([])
  })

  it('left out, or of another tensor', async () => {
    const build = compileModel(normalised(), [{ name: 'step', binding: { batch: 2 } }])
    const copy = build.explain.entries[0]!.loopNests.findIndex(({ name }) => name.endsWith('firstMoment_update'))
    expect(copy).toBeGreaterThan(0)
    const without = withKernels(build, (kernels) => kernels.filter((_, at) => at !== copy))
    const early = withKernels(build, (kernels) => [kernels[copy]!, ...kernels.filter((_, at) => at !== copy)])
    const refused = async (broken: Build): Promise<number> => (await certifyBuild(broken)).refusals.length
    expect(await refused(without)).toBeGreaterThan(0)
    expect(await refused(early)).toBeGreaterThan(0)
  })

  it('are copies only where every element stays in its place', () => {
    const x = leaf({ name: 'x', shape: [3, 3, 1], dtype: 'f32', role: 'input' })
    const [i, j, k] = [variable(3, 'i'), variable(3, 'j'), variable(1, 'k')]
    const made = (body: Expression): Value => comprehension({ name: 'y', dtype: 'f32', out: [i, j, k], body })
    const copy = made(read(x, [i, j, k]))
    const transposed = made(read(x, [j, i, k]))
    const row = made(read(x, [i, i, k]))
    const first = made(read(x, [index(i), index(0), index(0)]))
    expect(originalOf(copy)).toBe(x)
    expect(originalOf(made(read(copy, [i, j, k])))).toBe(x)
    for (const other of [transposed, row, first, made(constant(1))]) expect(originalOf(other)).toBe(other)
  })
})

describe('tensors without elements', () => {
  it('are gradients, outputs and operands like others', async () => {
    const none = input('none', [0, 3])
    const graphs = [
      { y: none.sum(0).add(input('y', [3])) },
      { y: none.exp(), z: input('z', [2]).relu() },
      { y: none },
      { y: concat([none, input('y', [2, 3])], 0).softmax() },
    ]
    for (const outputs of graphs) {
      const { refusals, total } = await certify(graphOf({ outputs }))
      expect(refusals).toEqual([])
      expect(total.informative).toBeLessThan(Infinity)
    }
  })
})
