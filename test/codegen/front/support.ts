/**
 * A second meaning of lowered programs: nested loops over flat f64 arrays, one array for each buffer, every rule of
 * statement.ts spelled out plainly. Differential tests run it beside the reference interpreter for several steps and
 * compare every value that both know, every leaf, and the zeros of every border.
 */
import { expect } from 'vitest'
import { electLayouts, lowerProgram } from '../../../src/codegen/program.js'
import type { Address, Buffer, LoweredExpression, LoweredProgram, Statement } from '../../../src/codegen/statement.js'
import { defaultThresholds, zeroThresholds, type Thresholds } from '../../../src/codegen/thresholds.js'
import type {
  Comprehension,
  Guard,
  Index,
  Leaf,
  Program,
  Value,
  Variable,
} from '../../../src/dsl/comprehension/types.js'
import { leaf, topologicalOrder } from '../../../src/dsl/comprehension/value.js'
import { elementCount } from '../../../src/shapes/size.js'
import { interpret } from '../../../src/dsl/interpret.js'
import { toNumber } from '../../../src/dsl/rational.js'
import { scalarFunctions } from '../../../src/dsl/scalar.js'
import { Generator } from '../../../src/runtime/random.js'

export type Memory = Map<Buffer, Float64Array>

/** Everything of a statement as closures over one position per variable. */
class Machine {
  private readonly positions = new Map<Variable, { at: number }>()
  private readonly loads = new Map<LoweredExpression, () => number>()
  accumulated = 0

  constructor(
    private readonly memory: Memory,
    private readonly bufferOf: (tensor: Value) => Buffer,
  ) {}

  private cell(v: Variable): { at: number } {
    let cell = this.positions.get(v)
    if (!cell) this.positions.set(v, (cell = { at: 0 }))
    return cell
  }

  index(of: Index): () => number {
    const atoms = of.terms.map(({ atom, coefficient }): (() => number) => {
      switch (atom.kind) {
        case 'variable': {
          const cell = this.cell(atom)
          return () => coefficient * cell.at
        }
        case 'floor': {
          const inner = this.index(atom.of)
          return () => coefficient * Math.floor(inner() / atom.by)
        }
        case 'modulo': {
          const inner = this.index(atom.of)
          return () => coefficient * (inner() - atom.by * Math.floor(inner() / atom.by))
        }
        case 'lookup': {
          const buffer = this.bufferOf(atom.tensor)
          const at = atom.at.map((i) => this.index(i))
          return () => {
            const place = at.reduce((sum, i, axis) => sum + i() * buffer.strides[axis]!, buffer.base)
            return coefficient * this.memory.get(buffer)![place]!
          }
        }
      }
    })
    return () => atoms.reduce((sum, atom) => sum + atom(), of.constant)
  }

  address(address: Address): () => number {
    const { buffer } = address
    const terms =
      address.kind === 'affine' ? [...address.strides].map(([v, stride]) => ({ cell: this.cell(v), stride })) : []
    const general = address.kind === 'general' ? this.index(address.index) : null
    return () => {
      const place =
        general ? general() : (
          terms.reduce((sum, { cell, stride }) => sum + cell.at * stride, address.kind === 'affine' ? address.base : 0)
        )
      if (!(place >= 0 && place < buffer.elements))
        throw new Error(`${buffer.name}: place ${place} of ${buffer.elements}`)
      return place
    }
  }

  guards(guards: readonly Guard[]): () => boolean {
    const tests = guards.map(({ test, of }) => {
      const value = this.index(of)
      return test === 'nonnegative' ? () => value() >= 0 : () => value() === 0
    })
    return () => tests.every((test) => test())
  }

  value(e: LoweredExpression): () => number {
    const known = this.loads.get(e)
    if (known) return known
    const compiled = this.compile(e)
    this.loads.set(e, compiled)
    return compiled
  }

  private compile(e: LoweredExpression): () => number {
    switch (e.kind) {
      case 'constant': {
        const value =
          typeof e.value === 'string' ?
            e.value === 'pi' ?
              Math.PI
            : Math.E
          : toNumber(e.value)
        return () => value
      }
      case 'accumulator':
        return () => this.accumulated
      case 'index':
        return this.index(e.index)
      case 'load': {
        const place = this.address(e.address)
        const cells = this.memory.get(e.address.buffer)!
        return () => cells[place()]!
      }
      case 'select': {
        const [test, then, otherwise] = [this.guards(e.guards), this.value(e.then), this.value(e.otherwise)]
        return () => (test() ? then() : otherwise())
      }
      case 'apply': {
        const { evaluate } = scalarFunctions[e.function]
        const operands = e.arguments.map((argument) => this.value(argument))
        return () => evaluate(...operands.map((operand) => operand()))
      }
    }
  }

  each(variables: readonly Variable[], visit: () => void): void {
    const cells = variables.map((v) => this.cell(v))
    if (variables.some(({ extent }) => extent === 0)) return
    for (const cell of cells) cell.at = 0
    for (;;) {
      visit()
      let axis = cells.length - 1
      while (axis >= 0 && ++cells[axis]!.at === variables[axis]!.extent) cells[axis--]!.at = 0
      if (axis < 0) return
    }
  }
}

function runStatement(statement: Statement, memory: Memory, bufferOf: (tensor: Value) => Buffer): void {
  const machine = new Machine(memory, bufferOf)
  const places = statement.stores.map(({ address }) => machine.address(address))
  if (statement.scatterGuards) {
    const { buffer } = statement.stores[0]!.address
    const cells = memory.get(buffer)!
    for (const place of logicalCells(buffer)) cells[place] = 0
    const live = machine.guards(statement.scatterGuards)
    const body = machine.value(statement.body)
    machine.each(statement.over, () => {
      if (!live()) return
      const place = places[0]!()
      cells[place] = cells[place]! + body()
    })
    return
  }
  const values = statement.stores.map(({ value }) => (value ? machine.value(value) : null))
  const live = machine.guards(statement.where ?? [])
  const body = machine.value(statement.body)
  const largest = statement.reduce === 'max' || statement.reduce === 'argmax'
  machine.each(statement.loops, () => {
    let result = 0
    let winner = -1
    if (statement.reduce === 'none') result = body()
    else if (statement.reduce === 'sum') machine.each(statement.over, () => (result += body()))
    else {
      let number = 0
      machine.each(statement.over, () => {
        if (live()) {
          const next = body()
          const better = largest ? next > result : next < result
          if (winner < 0 || (!Number.isNaN(result) && (better || Number.isNaN(next)))) [result, winner] = [next, number]
        }
        number++
      })
    }
    if (statement.reduce.startsWith('arg')) result = winner
    const stored = statement.stores.map((store, i) => {
      machine.accumulated = store.winner ? winner : result
      return values[i] ? values[i]() : machine.accumulated
    })
    statement.stores.forEach(({ address }, i) => (memory.get(address.buffer)![places[i]!()] = stored[i]!))
  })
}

/** The places of a buffer's elements in row-major order. */
export function logicalCells(buffer: Buffer): number[] {
  let cells = [buffer.base]
  buffer.shape.forEach((extent, axis) => {
    cells = cells.flatMap((place) => Array.from({ length: extent }, (_, i) => place + i * buffer.strides[axis]!))
  })
  return cells
}

export function execute(program: LoweredProgram, memory: Memory): void {
  const bufferOf = (tensor: Value): Buffer =>
    program.tensors?.get(tensor) ?? program.buffers.find((buffer) => buffer.leaf === tensor)!
  for (const statement of program.statements) runStatement(statement, memory, bufferOf)
}

// ---------------------------------------------------------------- programs and comparison

export const parameter = (name: string, shape: readonly number[]): Leaf =>
  leaf({ name, shape, dtype: 'f64', role: 'parameter' })

/** A program of these outputs and updates, over the leaves that they reach. */
export function programOf(
  outputs: Readonly<Record<string, Value>>,
  updates: readonly (readonly [Leaf, Value])[] = [],
): Program {
  const reached = topologicalOrder([
    ...Object.values(outputs),
    ...updates.flatMap(([target, value]) => [value, target]),
  ])
  return {
    name: 'test',
    outputs: Object.entries(outputs).map(([name, value]) => ({ name, value })),
    updates: updates.map(([target, value]) => ({ leaf: target, value })),
    leaves: reached.filter((value): value is Leaf => value.kind === 'leaf'),
  }
}

export type Data = Map<Leaf, ArrayLike<number>>

/** Numbers in [-1, 1); integers in 0 … 3. */
export function dataFor(program: Program, seed = 1): Data {
  const generator = new Generator(seed, 'front')
  return new Map(
    program.leaves.map((one) => {
      const draw =
        one.dtype === 'f32' || one.dtype === 'f64' ?
          () => 2 * generator.uniform() - 1
        : () => Math.floor(4 * generator.uniform())
      return [one, one.data ?? Float64Array.from({ length: elementCount(one.shape) }, draw)]
    }),
  )
}

export const thresholdSettings: readonly (readonly [string, Thresholds])[] = [
  ['default thresholds', defaultThresholds],
  ['all thresholds zero', zeroThresholds],
  [
    'no limits',
    {
      ...zeroThresholds,
      fusionOperations: 1e9,
      prologueReaders: 1e9,
      heavyEpilogueProducts: 1e9,
      borderGrowth: 1e9,
      phaseStatements: 1e9,
      unrollExtent: 4,
    },
  ],
]

export function initialMemory(lowered: LoweredProgram, data: Data): Memory {
  const memory: Memory = new Map()
  for (const buffer of lowered.buffers) {
    const cells = new Float64Array(buffer.elements)
    const places = logicalCells(buffer)
    if (buffer.leaf) places.forEach((place, i) => (cells[place] = data.get(buffer.leaf!)![i]!))
    else for (const place of places) cells[place] = NaN
    memory.set(buffer, cells)
  }
  return memory
}

const close = (a: number, b: number): boolean =>
  Object.is(a, b) || a === b || Math.abs(a - b) <= 1e-9 * (1 + Math.abs(b))

export function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, what: string): void {
  expect(actual.length, what).toBe(expected.length)
  for (let i = 0; i < expected.length; i++)
    if (!close(actual[i]!, expected[i]!)) expect.fail(`${what}: element ${i} is ${actual[i]}, expected ${expected[i]}`)
}

/** Runs both for some steps, and compares outputs, kept intermediates, updated leaves and borders after each. */
export function expectAgreement(
  program: Program,
  thresholds: Thresholds = defaultThresholds,
  options: { readonly steps?: number; readonly data?: Data } = {},
): LoweredProgram {
  const lowered = lowerProgram(program, electLayouts([program], { thresholds }), { thresholds })
  expectSameResults(program, lowered, options)
  return lowered
}

export function expectSameResults(
  program: Program,
  lowered: LoweredProgram,
  { steps = 2, data = dataFor(program) }: { readonly steps?: number; readonly data?: Data } = {},
): void {
  const memory = initialMemory(lowered, data)
  const state: Data = new Map(data)
  const roots = [...program.outputs, ...program.updates].map(({ value }) => value)
  const elements = (buffer: Buffer): number[] => logicalCells(buffer).map((place) => memory.get(buffer)![place]!)
  for (let step = 1; step <= steps; step++) {
    const expected = interpret(roots, (one) => state.get(one)!)
    execute(lowered, memory)
    program.outputs.forEach(({ name, value }, i) => {
      const want = value.kind === 'leaf' ? state.get(value)! : expected.get(value)!
      expectClose(elements(lowered.outputs[i]!.buffer), want, `output ${name} in step ${step}`)
    })
    for (const { leaf: target, value } of program.updates)
      state.set(target, expected.get(value) ?? data.get(value as Leaf)!)
    for (const [value, buffer] of lowered.tensors ?? []) {
      const want = expected.get(value)
      if (want && isFresh(lowered, value as Comprehension))
        expectClose(elements(buffer), want, `${value.name} in step ${step}`)
    }
    for (const buffer of lowered.buffers) {
      if (buffer.leaf) expectClose(elements(buffer), state.get(buffer.leaf)!, `leaf ${buffer.name} after step ${step}`)
      const inside = new Set(logicalCells(buffer))
      memory.get(buffer)!.forEach((value, place) => {
        if (!inside.has(place) && value !== 0) expect.fail(`${buffer.name}: cell ${place} of the border is ${value}`)
      })
    }
  }
}

/** Empty tensors have a buffer and no statement. */
const isFresh = (lowered: LoweredProgram, value: Comprehension): boolean =>
  (lowered.tensors?.get(value)?.elements ?? 0) > 0
