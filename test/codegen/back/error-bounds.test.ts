/** No float kernel is ever further from the exact value than its bound, whatever inputs are drawn from the box. */
import { describe, expect, it } from 'vitest'
import cnn from '../../../examples/digits-cnn/model.js'
import mlp, { data as digits } from '../../../examples/digits-mlp/model.js'
import { compileModel, type Build } from '../../../src/codegen/compile.js'
import { errorBounds, type Box, type LeafBox } from '../../../src/codegen/error-bounds.js'
import { evaluateKernels } from '../../../src/codegen/instantiate-text.js'
import type { Leaf } from '../../../src/dsl/comprehension/types.js'
import { interpret } from '../../../src/dsl/interpret.js'
import { instantiate } from '../../../src/runtime/instance.js'
import { Generator } from '../../../src/runtime/random.js'
import { isFloat } from '../../../src/shapes/dtype.js'
import { buildGraph, buildOf, graphs } from '../../certify/graphs.js'
import { randomGraph } from '../../support/random-graph.js'

const count = (shape: readonly number[]): number => shape.reduce((product, extent) => product * extent, 1)

/** A center with a width; integers are rows and labels of anything in these graphs. */
const boxAround =
  (center: ReadonlyMap<string, LeafBox>): Box =>
  (leaf) =>
    center.get(leaf.name)!

interface Compared {
  /** The largest observed error over its own bound, and the bounds at that output. */
  readonly ratio: number
  readonly observed: number
  readonly bound: number
  readonly unbounded: number
}

/** Runs the float kernels and the reference in f64 at inputs of the box, and holds each element to its bound. */
function compare(build: Build, box: Box, draw: (leaf: Leaf) => ArrayLike<number>, trials: number): Compared {
  const [bounds] = errorBounds(build, box)
  const { program, lowered } = build.explain.entries[0]!
  expect(bounds!.reason).toBeNull()
  let worst: Compared = { ratio: 0, observed: 0, bound: 0, unbounded: 0 }
  for (let trial = 0; trial < trials; trial++) {
    const data = new Map(program.leaves.map((leaf) => [leaf, leaf.data ?? draw(leaf)]))
    const instance = instantiate(build.manifest, evaluateKernels(build.kernels))
    const entry = instance.entry('step')
    for (const [leaf, values] of data) entry.inputs.get(leaf.name)?.write(values)
    entry.run()
    const reference = interpret(
      program.outputs.map(({ value }) => value),
      (leaf) => data.get(leaf)!,
    )
    for (const { name, value } of program.outputs) {
      const exact = reference.get(value)!
      const found = entry.outputs.get(name)!.read()
      const own = bounds!.outputs.find((output) => output.name === name)!
      expect(own.bounds).toHaveLength(exact.length)
      for (let n = 0; n < exact.length; n++) {
        const error = Math.abs(found[n]! - exact[n]!)
        // the reference rounds in doubles
        const slack = 1e-14 * (1 + Math.abs(exact[n]!))
        if (!(error <= own.bounds[n]! + slack))
          throw new Error(`${name}[${n}] is off by ${error}, bound ${own.bounds[n]}`)
        expect(exact[n]).toBeGreaterThanOrEqual(own.low - slack)
        expect(exact[n]).toBeLessThanOrEqual(own.high + slack)
        if (!Number.isFinite(own.bounds[n]!)) worst = { ...worst, unbounded: worst.unbounded + 1 }
        else if (error > worst.ratio * own.bounds[n]! && own.bounds[n]! > 0)
          worst = { ...worst, ratio: error / own.bounds[n]!, observed: error, bound: own.bounds[n]! }
      }
    }
  }
  expect(lowered.outputs).toHaveLength(bounds!.outputs.length)
  return worst
}

const integersOf = (leaf: Leaf, random: Generator): number[] =>
  Array.from({ length: count(leaf.shape) }, () => random.integer(5))

describe('error bounds', () => {
  const lines: string[] = []

  it.each(Object.keys(graphs))('%s over a box, and at a point', (name) => {
    const build = buildOf(name)
    const random = new Generator(1, name)
    const { leaves } = build.explain.entries[0]!.program
    const positive = name === 'abs sqrt'
    const whole = new Map<string, LeafBox>()
    const fixed = new Map<string, LeafBox>()
    for (const leaf of leaves) {
      const size = count(leaf.shape)
      const values = (): Float32Array =>
        Float32Array.from({ length: size }, () => (positive ? 0.25 : -1) + (positive ? 0.75 : 2) * random.uniform())
      const integers = integersOf(leaf, random)
      whole.set(leaf.name, isFloat(leaf.dtype) ? { low: positive ? 0.25 : -1, high: 1 } : integers)
      fixed.set(leaf.name, isFloat(leaf.dtype) ? values() : integers)
    }
    const inside = (leaf: Leaf): ArrayLike<number> => {
      const box = whole.get(leaf.name)!
      if (!('low' in box)) return box
      return Float32Array.from({ length: count(leaf.shape) }, () => box.low + (box.high - box.low) * random.uniform())
    }
    const wide = compare(build, boxAround(whole), inside, 20)
    const narrow = compare(build, boxAround(fixed), (leaf) => fixed.get(leaf.name) as ArrayLike<number>, 1) // no interval
    expect(narrow.unbounded).toBe(0)
    expect(narrow.ratio).toBeLessThanOrEqual(1)
    if (narrow.bound > 0) expect(narrow.ratio).toBeGreaterThan(1e-4)
    const shown = ({ ratio, observed, bound, unbounded }: Compared): string =>
      `${observed.toExponential(1)} of ${bound.toExponential(1)} (ratio ${ratio.toFixed(4)}${unbounded > 0 ? `, ${unbounded} without bound` : ''})`
    lines.push(`${name}: box ${shown(wide)}; point ${shown(narrow)}`)
  })

  it.each(['linear relu', 'softmax', 'gelu', 'layer norm', 'attention'])('%s rounded after every operation', (name) => {
    const build = buildOf(name, { domain: 'f32-strict' })
    const random = new Generator(2, name)
    const data = new Map(
      build.explain.entries[0]!.program.leaves.map((leaf) => [
        leaf.name,
        Float32Array.from({ length: count(leaf.shape) }, () => 2 * random.uniform() - 1),
      ]),
    )
    const { ratio, unbounded } = compare(build, boxAround(data), (leaf) => data.get(leaf.name)!, 1)
    expect(unbounded).toBe(0)
    expect(ratio).toBeGreaterThan(1e-4)
    lines.push(`${name}, rounded after every operation: point ratio ${ratio.toFixed(4)}`)
  })

  it.each([
    ['digits-mlp', mlp, 32],
    ['digits-cnn', cnn, 4],
  ] as const)('%s: predictions and a step of training at data of the example', (name, model, batch) => {
    const build = compileModel(model, [
      { name: 'predict', binding: { batch } },
      { name: 'step', binding: { batch } },
    ])
    const { train } = digits()
    const instance = instantiate(build.manifest, evaluateKernels(build.kernels), { seed: 3 })
    const start = new Map<string, number[]>()
    for (const views of [instance.parameters, instance.state, instance.scalars])
      for (const [leaf, view] of views) start.set(leaf, Array.from(view.read()))
    const given = (leaf: Leaf): ArrayLike<number> =>
      leaf.role === 'input' ?
        Array.from(train[leaf.name]!).slice(0, count(leaf.shape))
      : (leaf.data ?? start.get(leaf.name)!)
    const bounds = errorBounds(build, given)
    for (const [at, { program, name: entryName }] of build.explain.entries.entries()) {
      const entry = instance.entry(entryName, batch)
      for (const leaf of program.leaves)
        (entry.inputs.get(leaf.name) ?? instance.parameters.get(leaf.name) ?? instance.state.get(leaf.name))?.write(
          given(leaf),
        )
      entry.run()
      const reference = interpret(
        [...program.outputs, ...program.updates].map(({ value }) => value),
        given,
      )
      const results = [
        ...program.outputs.map((output) => [output.name, output.value, entry.outputs.get(output.name)!] as const),
        ...program.updates.map(({ leaf, value }) => [leaf.name, value, instance.tensor(leaf.name)] as const),
      ]
      expect(bounds[at]!.outputs).toHaveLength(results.length)
      for (const [output, value, view] of results) {
        const own = bounds[at]!.outputs.find((one) => one.name === output)!
        const [found, exact] = [view.read(), reference.get(value)!]
        let observed = 0
        for (let n = 0; n < exact.length; n++) {
          const error = Math.abs(found[n]! - exact[n]!)
          expect(error, `${output}[${n}]`).toBeLessThanOrEqual(own.bounds[n]! + 1e-13 * (1 + Math.abs(exact[n]!)))
          observed = Math.max(observed, error)
        }
        lines.push(`${name} ${entryName} ${output}: ${observed.toExponential(1)} of ${own.bound.toExponential(1)}`)
        if (entryName === 'predict') expect(own.bound).toBeLessThan(1e-3)
      }
    }
  })

  it('random graphs at points', () => {
    let worst = 0
    let finite = 0
    for (let seed = 0; seed < 40; seed++) {
      const graph = randomGraph(seed)
      const build = buildGraph(`random ${seed}`, graph.output)
      const random = new Generator(seed, 'bounds')
      const data = new Map(
        build.explain.entries[0]!.program.leaves.map((leaf) => {
          const own = graph.data.get(leaf.name)
          const values = own ?? Float64Array.from({ length: count(leaf.shape) }, () => random.uniform() - 0.5)
          return [leaf.name, isFloat(leaf.dtype) ? Float32Array.from(values) : values]
        }),
      )
      const { ratio, unbounded } = compare(build, boxAround(data), (leaf) => data.get(leaf.name)!, 1)
      worst = Math.max(worst, ratio)
      if (unbounded === 0) finite++
    }
    lines.push(
      `40 random graphs with gradients: largest ratio ${worst.toFixed(4)}, ${finite} without an unbounded element`,
    )
    expect(worst).toBeLessThanOrEqual(1)
    expect(finite).toBeGreaterThan(30)
  })

  it('is 0 for what only moves data, and grows with the box', () => {
    const build = buildOf('gather')
    const box =
      (size: number): Box =>
      (leaf) =>
        isFloat(leaf.dtype) ? { low: -size, high: size } : Array.from({ length: count(leaf.shape) }, (_, n) => n)
    expect(errorBounds(build, box(1))[0]!.outputs.find(({ name }) => name === 'output')!.bound).toBe(0)
    const product = buildOf('matmul')
    const bounds = [1, 10, 100].map((size) => errorBounds(product, box(size))[0]!.outputs[0]!.bound)
    expect(bounds[1]! / bounds[0]!).toBeCloseTo(100, 0)
    expect(bounds[2]! / bounds[1]!).toBeCloseTo(100, 0)
    // ten products of at most 1: half a unit in the last place of f32 and what is lost in doubles
    expect(bounds[0]).toBeLessThan(1.001 * 10 * 2 ** -24)
  })

  it('has no bound where a result may overflow or a divisor may be 0', () => {
    const build = buildOf('matmul')
    expect(errorBounds(build, () => ({ low: 0, high: 1e20 }))[0]!.outputs[0]!.bound).toBe(Infinity)
  })

  it('prints observed errors beside bounds', () => {
    console.log(`observed error of bound, at the element where the ratio is largest\n${lines.join('\n')}`)
    expect(lines.length).toBeGreaterThanOrEqual(Object.keys(graphs).length)
  })
})
