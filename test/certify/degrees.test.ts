/** Degrees are bounds: of loops whose rounds hand on late or grow faster and faster, of powers of quotients, of symbols. */
import { describe, expect, it } from 'vitest'
import { applied, drawnDegree, missProbability, type Degree } from '../../src/certify/degrees/degree.js'
import { KernelDegrees } from '../../src/certify/degrees/kernel.js'
import { referenceDegrees } from '../../src/certify/degrees/reference.js'
import { coneOf } from '../../src/certify/fast/evaluate.js'
import type { Counter, Instruction, Local, Operation, Place } from '../../src/codegen/kernel.js'
import { expandGraph } from '../../src/dsl/expand.js'
import { graphOf } from '../../src/dsl/graph-of.js'
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

/** What two loops make of a buffer in which they replace a at its place by a·a. */
function squared(load: Place, store: Place, [slow, fast] = [rows, counter]): Degree {
  const a = local(0)
  const instructions: Instruction[] = [
    { kind: 'define', local: a, operation: { kind: 'load', buffer: buffer!, at: load, laneStride: 0 } },
    { kind: 'assign', local: a, lanes: 1, operation: product(a, a) },
    { kind: 'store', buffer: buffer!, at: store, laneStride: 0, lanes: 1, value: a, output: 0 },
  ]
  const inner: Instruction = { kind: 'loop', counter: fast!, body: instructions }
  const outer: Instruction = { kind: 'loop', counter: slow!, body: [inner] }
  return new KernelDegrees([{ name: 'loop', parts: [], instructions: [outer] }], () => drawnDegree).stored(buffer!)
}
const counter: Counter = { kind: 'counter', id: 0, name: 'i', from: 0, to: 100, step: 1 }
const rows: Counter = { kind: 'counter', id: 1, name: 'r', from: 0, to: 5, step: 1 }
const place = (constant: number, i: number, r: number): Place => ({
  constant,
  terms: [
    { atom: counter, coefficient: i },
    { atom: rows, coefficient: r },
  ],
})

describe('buffers', () => {
  it('changed in place hand nothing on', () => {
    expect(squared(place(0, 1, 100), place(0, 1, 100)).numerator).toBe(2)
    expect(squared(place(7, -2, 200), place(6, -2, 200)).numerator).toBe(2)
  })

  it('hand nothing on where inner loops go over places that lie around', () => {
    // rows of 100 in strips: element i of all rows before element i + 1 of any
    const strips = (load: Place, store: Place): Degree => squared(load, store, [counter, rows])
    expect(strips(place(0, 1, 100), place(0, 1, 100)).numerator).toBe(2)
    expect(strips(place(0, 1, 100), place(1, 1, 100)).numerator).toBe(Infinity)
    const large = (of: Counter): Counter => ({ ...of, to: 1000 * of.to })
    expect(squared(place(0, 1, 100_000), place(0, 1, 100_000), [large(rows), large(counter)]).numerator).toBe(2)
  })

  it('read where another round stored have no bound', () => {
    expect(squared(place(0, 1, 100), place(1, 1, 100)).numerator).toBe(Infinity)
    expect(squared(place(0, 1, 99), place(0, 1, 99)).numerator).toBeGreaterThan(2)
    expect(squared(place(0, 0, 1), place(0, 0, 1)).numerator).toBe(Infinity)
    expect(squared(place(0, 1, 100), place(0, 2, 100)).numerator).toBe(Infinity)
  })
})

/** The result of a graph, and what the reference counts for its worst entry. */
function reference(output: unknown): { readonly root: Value; readonly degree: Degree } {
  const graph = graphOf({ outputs: { output: output as AnyTensor } }) // a tensor with loose methods
  const program = expandGraph(graph, { name: 'reference', binding: {}, training: true })
  const root = program.outputs[0]!.value
  return { root, degree: referenceDegrees(coneOf([root], () => false).computed).of(root) }
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

  it('count once in a kernel too, however often it reads them', () => {
    const a = local(0)
    const load: Operation = { kind: 'load', buffer: buffer!, at, laneStride: 0 }
    const add: Operation = { kind: 'apply', function: 'add', arguments: [a, a] }
    const exp: Operation = { kind: 'apply', function: 'exp', arguments: [a] }
    const kernel = (operation: Operation): Instruction[] => [
      { kind: 'define', local: a, operation: load },
      { kind: 'loop', counter, body: [assign(a, add)] },
      { kind: 'define', local: a, operation },
      { kind: 'store', buffer: buffer!, at, laneStride: 0, lanes: 1, value: a, output: 0 },
    ]
    const symbolic = applied('exp', [drawnDegree])
    const degree = (operation: Operation): Degree =>
      new KernelDegrees([{ name: 'sum', parts: [], instructions: kernel(operation) }], () => symbolic, 3).stored(
        buffer!,
      )
    expect(degree(copy(a)).applications).toBe(3)
    expect(degree(exp)).toMatchObject({ applications: 4, arguments: [{ applications: 0 }, { applications: 4 }] })
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
