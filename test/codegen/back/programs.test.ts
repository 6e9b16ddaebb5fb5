/**
 * Real programs, forward and backward, through the dumbest lowering and through every pass: kernels against the reference
 * interpreter, at the default thresholds and at zero, in every domain, twice in a row.
 */
import { describe, expect, it } from 'vitest'
import * as S from '../../../src/index.js'
import { expandGraph } from '../../../src/dsl/expand.js'
import type { Leaf, Program } from '../../../src/dsl/comprehension/types.js'
import { interpret } from '../../../src/dsl/interpret.js'
import { requestGradient, source } from '../../../src/dsl/record.js'
import { graphOf } from '../../../src/dsl/graph-of.js'
import type { AnyTensor } from '../../../src/dsl/tensor.js'
import type { CompileLoweredOptions } from '../../../src/codegen/compile-program.js'
import { zeroThresholds } from '../../../src/codegen/thresholds.js'
import { electLayouts, lowerProgram } from '../../../src/codegen/program.js'
import type { Buffer, LoweredProgram } from '../../../src/codegen/statement.js'
import { lowerDirectly } from './direct.js'
import { compile, expectClose, logicalCells, numbers, type Compiled } from './support.js'

// the tests build tensors of computed shapes: static shapes have no say here
const op = S as unknown as Record<string, (...operands: unknown[]) => AnyTensor>

const parameter = (name: string, shape: readonly number[]): AnyTensor =>
  source('parameter', { name, shape, dtype: 'f32' })
const input = (name: string, shape: readonly number[], dtype: 'f32' | 'i32' = 'f32'): AnyTensor =>
  source('input', { name, shape, dtype })

/** y itself, the sum of its squares, and the gradients of that for the given tensors. */
function programOf(y: AnyTensor, wrt: readonly AnyTensor[], loss: AnyTensor = op['sum']!(op['mul']!(y, y))): Program {
  const outputs: Record<string, AnyTensor> = { y, loss }
  wrt.forEach((tensor, i) => (outputs[`gradient${i}`] = requestGradient(loss, tensor)))
  return expandGraph(graphOf({ outputs }), { name: 'test', binding: {}, training: true })
}

const settings: readonly CompileLoweredOptions[] = [
  { domain: 'f64' },
  { domain: 'f32' },
  { domain: 'f32-strict', thresholds: zeroThresholds },
]

type Lowering = (program: Program, options: CompileLoweredOptions) => LoweredProgram

const lowerings: readonly (readonly [string, Lowering])[] = [
  ['each comprehension apart', lowerDirectly],
  [
    'through every pass',
    (program, { thresholds }) => {
      const options = thresholds ? { thresholds: zeroThresholds } : {}
      return lowerProgram(program, electLayouts([program], options), options)
    },
  ],
]

function write(compiled: Compiled, target: Buffer, values: readonly number[]): void {
  const view = compiled.view(target).fill(0)
  logicalCells(target).forEach((place, i) => (view[place] = values[i]!))
}

function read(compiled: Compiled, target: Buffer): number[] {
  const view = compiled.view(target)
  return logicalCells(target).map((place) => view[place]!)
}

/** NaN everywhere but in borders, then the leaves. */
function start(compiled: Compiled, lowered: LoweredProgram, data: ReadonlyMap<Leaf, readonly number[]>): void {
  compiled.poison()
  for (const target of lowered.buffers)
    if (target.leaf) write(compiled, target, data.get(target.leaf)!)
    else if (target.bordered) compiled.view(target).fill(0)
}

describe.each(lowerings)('%s', (_, lower) => {
  function check(program: Program, integers: (leaf: Leaf, i: number) => number = () => 0): void {
    const random = numbers(23)
    const data = new Map<Leaf, number[]>()
    for (const leaf of program.leaves)
      data.set(
        leaf,
        Array.from(
          leaf.data ??
            Array.from({ length: leaf.shape.reduce((n, extent) => n * extent, 1) }, (_, i) =>
              leaf.dtype === 'f32' ? Math.fround(random()) : integers(leaf, i),
            ),
        ),
      )
    const expected = interpret(
      program.outputs.map(({ value }) => value),
      (leaf) => data.get(leaf)!,
    )
    for (const options of settings) {
      const lowered = lower(program, options)
      const compiled = compile(lowered, options)
      start(compiled, lowered, data)
      for (let run = 0; run < 2; run++) {
        compiled.run()
        lowered.outputs.forEach(({ name, buffer }, i) => {
          const exact = expected.get(program.outputs[i]!.value)!
          const scale = Math.max(1, ...exact.map(Math.abs).filter(Number.isFinite))
          expectClose(
            read(compiled, buffer),
            exact,
            `${name} in ${options.domain}`,
            options.domain === 'f64' ? 1e-11 * scale : 1e-5 * scale,
          )
        })
      }
    }
  }

  describe('operators with their gradients', () => {
    it.each([
      [4, 6, 5],
      [1, 1, 1],
      [7, 3, 10],
    ])('linear layers %i-%i-%i', (batch, inner, outer) => {
      const [x, w, b] = [input('x', [batch, inner]), parameter('w', [outer, inner]), parameter('b', [outer])]
      check(programOf(op['relu']!(op['linear']!(x, w, b)), [x, w, b]))
    })

    it.each([
      [{ padding: 1 }, 5],
      [{ stride: 2, padding: 1 }, 7],
      [{ stride: 2 }, 6],
      [{}, 3],
    ])('convolution %o on %i pixels', (options, size) => {
      const [x, w, b] = [input('x', [2, 2, size, size]), parameter('w', [3, 2, 3, 3]), parameter('b', [3])]
      check(programOf(op['tanh']!(op['convolution']!(x, w, b, options)), [x, w, b]))
    })

    it.each([
      [2, {}],
      [3, { stride: 2, padding: 1 }],
      [2, { stride: 1 }],
    ])('maxPool and avgPool %i %o', (kernel, options) => {
      const x = input('x', [2, 2, 6, 6])
      check(programOf(op['maxPool']!(x, kernel, options), [x]))
      check(programOf(op['avgPool']!(x, kernel, options), [x]))
    })

    it('softmax, logSoftmax and cross entropy', () => {
      const [x, label] = [input('x', [5, 7]), input('label', [5], 'i32')]
      check(programOf(op['softmax']!(x, -1), [x]))
      check(programOf(op['logSoftmax']!(x, 0), [x]))
      check(programOf(x, [x], op['crossEntropy']!(x, label)), (_, i) => (i * 3) % 7)
    })

    it('rows gathered at run time, out of range too', () => {
      const [x, rows] = [parameter('x', [6, 4]), input('rows', [5], 'i32')]
      check(programOf(op['gatherRows']!(x, rows), [x]), (_, i) => [5, 0, -1, 5, 6][i]!)
    })

    it('movement: slices, concatenation, permutation, reshapes that do not nest', () => {
      const x = input('x', [6, 10])
      const slid = op['concat']!([op['slice']!(x, 0, 1, 4), op['slice']!(x, 0, 2, 6)], 0)
      check(programOf(op['reshape']!(op['permute']!(slid, [1, 0]), [14, 5]), [x]))
    })
  })

  describe('a training program', () => {
    it('keeps every intermediate of a convolutional network right over two steps', () => {
      const [x, label] = [input('x', [4, 1, 8, 8]), input('label', [4], 'i32')]
      const [w1, b1, w2, b2] = [
        parameter('w1', [5, 1, 3, 3]),
        parameter('b1', [5]),
        parameter('w2', [10, 80]),
        parameter('b2', [10]),
      ]
      const features = op['maxPool']!(op['relu']!(op['convolution']!(x, w1, b1, { padding: 1 })), 2)
      const logits = op['linear']!(op['flatten']!(features, 1), w2, b2)
      const loss = op['crossEntropy']!(logits, label)
      const parameters = [w1, b1, w2, b2]
      const updates = parameters.map(
        (one) => [one, op['sub']!(one, op['scale']!(requestGradient(loss, one), 0.1))] as [AnyTensor, AnyTensor],
      )
      const program = expandGraph(graphOf({ outputs: { loss, logits, features }, updates }), {
        name: 'step',
        binding: {},
        training: true,
      })
      const random = numbers(5)
      const data = new Map(
        program.leaves.map((leaf) => [
          leaf,
          Array.from(
            leaf.data ??
              Array.from({ length: leaf.shape.reduce((n, extent) => n * extent, 1) }, (_, i) =>
                leaf.dtype === 'f32' ? Math.fround(random()) : (i * 7) % 10,
              ),
          ),
        ]),
      )
      for (const options of settings) {
        const lowered = lower(program, options)
        const compiled = compile(lowered, options)
        start(compiled, lowered, data)
        const state = new Map([...data].map(([leaf, values]) => [leaf, [...values]]))
        for (let step = 0; step < 2; step++) {
          compiled.run()
          const values = interpret(
            [...program.outputs, ...program.updates].map(({ value }) => value),
            (leaf) => state.get(leaf)!,
          )
          lowered.outputs.forEach(({ name, buffer }, i) =>
            expectClose(
              read(compiled, buffer),
              values.get(program.outputs[i]!.value)!,
              `${name}, step ${step + 1}, ${options.domain}`,
              options.domain === 'f64' ? 1e-11 : 5e-5,
            ),
          )
          for (const { leaf, value } of program.updates) {
            state.set(leaf, [...values.get(value)!])
            const target = lowered.buffers.find((one) => one.leaf === leaf)!
            expectClose(
              read(compiled, target),
              values.get(value)!,
              `${leaf.name}, step ${step + 1}, ${options.domain}`,
              options.domain === 'f64' ? 1e-11 : 5e-5,
            )
          }
        }
      }
    })
  })

  it('dropout draws the same bits as the interpreter', () => {
    const x = input('x', [9, 7])
    const program = programOf(op['dropout']!(x, 0.4), [x])
    check(program, (leaf, i) => (leaf.name === 'seed' ? [0xdeadbeef, 77][i]! : 3))
    expect(program.leaves.some((leaf) => leaf.name === 'seed')).toBe(true)
  })
})
