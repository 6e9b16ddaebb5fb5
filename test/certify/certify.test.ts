/** Statement 1: sound kernels pass, in every shape that passes give them; broken ones do not. */
import { describe, expect, it } from 'vitest'
import { zeroThresholds } from '../../src/codegen/thresholds.js'
import { model, nn, optim } from 'shapewright'
import digits from '../../examples/digits-mlp/model.js'
import { compileEntries, compileModel } from '../../src/codegen/compile.js'
import { prettyJson } from '../../src/codegen/emit/json.js'
import type { Instruction, Place } from '../../src/codegen/kernel.js'
import { apply, constant, read } from '../../src/dsl/comprehension/expression.js'
import { variable } from '../../src/dsl/comprehension/index-expression.js'
import { comprehension, leaf } from '../../src/dsl/comprehension/value.js'
import { assembleProgram } from '../../src/dsl/expand.js'
import { certify, certifyBuild, certifyModel } from '../../src/certify/certify.js'
import { certifyEntries } from '../../src/certify/entries.js'
import { javascript } from '../../src/certify/trials/javascript.js'
import { withKernels } from './faults.js'
import { buildGraph, buildOf, graphs, loose, x } from './graphs.js'

describe('certify', () => {
  it.each(Object.keys(graphs))('%s', async (name) => {
    for (const options of [{}, { thresholds: zeroThresholds }]) {
      const { refusals, total } = await certifyBuild(buildOf(name, options))
      expect(refusals).toEqual([])
      expect(total.kernels).toBeGreaterThan(0)
      expect(total.bound).toBeLessThan(1e-9)
      expect(total.tested).toBe(0)
    }
  })

  it('of a comparison with a tensor of one constant, which kernels write as the constant', async () => {
    const input = leaf({ name: 'x', shape: [40], dtype: 'f32', role: 'input' })
    const [i, j] = [variable(40, 'i'), variable(40, 'j')]
    const half = comprehension({ name: 'half', dtype: 'f32', out: [i], body: constant(0.5) })
    const larger = apply('lessThan', read(half, [j]), read(input, [j]))
    const body = apply('where', larger, read(input, [j]), constant(0))
    const value = comprehension({ name: 'large', dtype: 'f32', out: [j], body })
    const outputs = [{ name: 'output', value }]
    const program = assembleProgram({ name: 'step', outputs, updates: [], leaves: [input] })
    const build = compileEntries([{ name: 'step', binding: {}, program }], {}, { name: 'constant' })
    expect((await certifyBuild(build)).refusals).toEqual([])
  })

  it('of degrees without a bound is one that JSON holds', async () => {
    const layer = nn.linear(40, 24)
    const decayed = model({
      name: 'decayed',
      inputs: { x: ['batch', 40] },
      layers: { layer },
      forward: ({ x }) => layer(x),
      loss: ({ output }) => output.square().mean(),
      optimizer: optim.adamW({ rate: 0.01 }),
    })
    const build = compileModel(decayed, [{ name: 'step', binding: { batch: 2 } }])
    // ⌊i / 1⌋ is i, but nobody looks into it: every round might read what the one before stored
    const hidden = ({ constant, terms }: Place): Place => ({
      constant,
      terms: terms.map(({ atom, coefficient }) => ({
        coefficient,
        atom: { kind: 'floor', by: 1, of: { constant: 0, terms: [{ atom, coefficient: 1 }] } },
      })),
    })
    const harder = (instruction: Instruction): Instruction => {
      if (instruction.kind === 'loop') return { ...instruction, body: instruction.body.map(harder) }
      return instruction.kind === 'store' ? { ...instruction, at: hidden(instruction.at) } : instruction
    }
    const certificate = await certifyBuild(
      withKernels(build, (kernels) =>
        kernels.map((kernel) => ({ ...kernel, instructions: kernel.instructions.map(harder) })),
      ),
    )
    expect(certificate.refusals).toEqual([])
    expect(certificate.entries[0]!.kernels.some(({ degrees }) => degrees.kernel.includes(null))).toBe(true)
    const written = JSON.parse(prettyJson(certificate)) as unknown
    expect(written).toEqual(JSON.parse(JSON.stringify(certificate)))
    expect(written).toEqual(certificate)
  })

  it('is the same for the same build and seed, and another for another seed', async () => {
    const build = buildOf('softmax')
    const [a, b, c] = [
      await certifyBuild(build),
      await certifyBuild(build),
      await certifyBuild(build, { seed: 'other' }),
    ]
    expect(a).toEqual(b)
    expect(c.seed).not.toBe(a.seed)
  })

  it('asks the same of a program wherever its lines stand', async () => {
    const here = buildGraph('sum', loose(x('a', 3)).add!(x('b', 3)))
    const there = buildGraph('sum', loose(x('a', 3)).add!(x('b', 3)))
    expect(here.kernels).not.toBe(there.kernels)
    expect((await certifyBuild(here)).seed).toBe((await certifyBuild(there)).seed)
  })

  it('of a build is that of its entries as they are', async () => {
    const build = buildGraph('sum', loose(x('a', 3)).add!(x('b', 3)))
    const certificate = await certify(build, { seed: 'mine' })
    expect(certificate).toEqual(await certifyBuild(build, { seed: 'mine' }))
    expect(certificate.refusals).toEqual([])
    const edited = { ...build, kernels: build.kernels.replace(' + ', ' - ') }
    expect((await certify(edited)).refusals).not.toEqual([])
  })

  it('is the same, whichever thread certifies which entry', async () => {
    const entries = (['step', 'evaluate', 'predict'] as const).map((name) => ({ name, binding: { batch: 2 } }))
    const build = compileModel(digits, entries)
    const whole = await certifyModel(digits, build)
    expect(whole.derivatives).toHaveLength(1)
    const taking = (...positions: number[]) => ({ target: javascript, next: () => positions.shift(), begin: () => {} })
    const others = await certifyEntries(build, { ...taking(2, 0), seed: whole.seed })
    const sharing = { next: taking(1).next, others: () => Promise.resolve(others) }
    expect(await certifyModel(digits, build, { sharing })).toEqual(whole)
    const lost = { next: taking(1).next, others: () => Promise.resolve([]) }
    await expect(certifyModel(digits, build, { sharing: lost })).rejects.toThrow('not every entry')
  })
})
