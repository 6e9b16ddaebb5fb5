/** Degrees are bounds: of loops whose rounds hand on late or grow faster and faster, of powers of quotients, of symbols. */
import { describe, expect, it } from 'vitest'
import { applied, drawnDegree, missProbability, type Degree } from '../../src/certify/degrees/degree.js'
import { KernelDegrees } from '../../src/certify/degrees/kernel.js'
import { referenceDegrees } from '../../src/certify/degrees/reference.js'
import { coneOf } from '../../src/certify/fast/evaluate.js'
import type { Counter, Instruction, Local, Operation } from '../../src/codegen/kernel.js'
import { expandGraph } from '../../src/dsl/expand.js'
import { graphOf } from '../../src/dsl/record.js'
import type { Value } from '../../src/dsl/comprehension/types.js'
import type { AnyTensor } from '../../src/dsl/tensor.js'
import { buildOf, loose, x } from './graphs.js'

const at = { constant: 0, terms: [] }
const [buffer] = [...buildOf('abs').explain.placements.keys()]
const local = (id: number): Local => ({ kind: 'local', id, type: 'float', lanes: 1, mutable: true })
const assign = (to: Local, operation: Operation): Instruction => ({ kind: 'assign', local: to, lanes: 1, operation })
const product = (a: Local, b: Local): Operation => ({ kind: 'apply', function: 'mul', arguments: [a, b] })
const copy = (of: Local): Operation => ({ kind: 'copy', of })

/** What a loop of 100 rounds stores; every local begins as a drawn value. */
function stored(body: (locals: readonly Local[]) => readonly Instruction[], result: number): Degree {
  const locals = [0, 1, 2, 3, 4, 5].map(local)
  const counter: Counter = { kind: 'counter', id: 0, name: 'i', from: 0, to: 100, step: 1 }
  const load: Operation = { kind: 'load', buffer: buffer!, at, laneStride: 0 }
  const instructions: Instruction[] = [
    ...locals.map((each): Instruction => ({ kind: 'define', local: each, operation: load })),
    { kind: 'loop', counter, body: body(locals) },
    { kind: 'store', buffer: buffer!, at, laneStride: 0, lanes: 1, value: locals[result]!, output: 0 },
  ]
  return new KernelDegrees([{ name: 'loop', parts: [], instructions }], () => drawnDegree).stored(buffer!)
}

describe('loops', () => {
  it('a power: a factor for each round', () => {
    expect(stored(([a, b]) => [assign(a!, product(a!, b!))], 0).numerator).toBe(101)
  })

  it('what a power was some rounds ago has no bound that three rounds show', () => {
    const late = stored(
      ([a, b, c, d, e, f]) => [
        assign(e!, copy(d!)),
        assign(d!, copy(c!)),
        assign(c!, copy(b!)),
        assign(b!, copy(a!)),
        assign(a!, product(a!, f!)),
      ],
      4,
    )
    expect(late.numerator).toBeGreaterThanOrEqual(97)
  })

  it('a product of powers, and a power of itself', () => {
    const squares = stored(([a, b, c]) => [assign(a!, product(a!, b!)), assign(b!, product(b!, c!))], 0)
    expect(squares.numerator).toBeGreaterThanOrEqual(5050)
    expect(stored(([a]) => [assign(a!, product(a!, a!))], 0).numerator).toBe(Infinity)
  })
})

/** The result of a graph, and what the reference counts for its worst entry. */
function reference(output: unknown): { readonly root: Value; readonly degree: Degree } {
  const graph = graphOf({ outputs: { output: output as AnyTensor } }) // a tensor with loose methods
  const program = expandGraph(graph, { name: 'reference', binding: {}, training: true })
  const root = program.outputs[0]!.value
  return { root, degree: referenceDegrees(coneOf([root], () => false).computed)(root) }
}

describe('quotients', () => {
  it('to the fourth power, tensor by tensor', () => {
    const once = loose(x('y', 1)).div!(x('c', 1))
    const twice = once.mul!(once)
    const { numerator, denominator } = reference(twice.mul!(twice)).degree
    expect(denominator).toBeGreaterThanOrEqual(4)
    expect(numerator).toBeGreaterThanOrEqual(4)
  })

  it('keep every divisor: x/(y/z) is undefined at z = 0 as well', () => {
    const inner = applied('div', [drawnDegree, drawnDegree])
    expect(applied('div', [drawnDegree, inner])).toMatchObject({ numerator: 3, denominator: 2 })
  })
})

describe('symbols', () => {
  it('count once however often a formula or several tensors use them, and in every place that differs', () => {
    const root = loose(x('y', 4)).tanh!()
    expect(reference(root.mul!(root)).degree.applications).toBe(1)
    const left = root.mul!(x('a', 4))
    const right = root.mul!(x('b', 4))
    expect(reference(left.add!(right).sum!()).degree.applications).toBe(4)
    expect(reference(root.add!(loose(x('z', 4)).tanh!())).degree.applications).toBe(2)
  })

  it('miss more often the more of them there are, and the deeper they are', () => {
    const miss = (degree: Degree): number => missProbability(degree, degree, 67_108_859)
    const one = applied('exp', [drawnDegree])
    const two = applied('add', [one, applied('exp', [applied('mul', [drawnDegree, drawnDegree])])])
    const nested = applied('exp', [two])
    expect(miss(drawnDegree)).toBeLessThan(miss(one))
    expect(miss(one)).toBeLessThan(miss(two))
    expect(miss(two)).toBeLessThan(miss(nested))
    expect(miss({ ...one, numerator: Infinity })).toBe(1)
  })

  it('arguments of different symbols are compared with each other: the largest of both counts', () => {
    const high = Array.from({ length: 4 }, () => drawnDegree).reduce((a, b) => applied('mul', [a, b]))
    const fraction = applied('div', [drawnDegree, drawnDegree])
    const mixed = applied('add', [applied('exp', [high]), applied('exp', [fraction])])
    // x₁x₂x₃x₄ = y/z: degree 5, and one more for z; the code allows 4 + 3
    expect(mixed.arguments).toEqual([{ numerator: 4, denominator: 1, applications: 0 }])
  })
})
