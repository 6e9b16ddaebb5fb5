/**
 * A reference executor for statements built by hand: nested loops over flat arrays in f64, every rule of statement.ts
 * spelled out the dumbest way. It shares no code with schedules, printers or plans.
 */
import { expect } from 'vitest'
import type { Guard, Index, Variable } from '../../../src/dsl/comprehension/types.js'
import type { Rational } from '../../../src/dsl/rational.js'
import { scalarFunctions } from '../../../src/dsl/scalar.js'
import { compileLowered, type CompileLoweredOptions } from '../../../src/codegen/compile-program.js'
import { evaluateKernels } from '../../../src/codegen/instantiate-text.js'
import type { Address, Buffer, LoweredExpression, LoweredProgram } from '../../../src/codegen/statement.js'
import { variable } from './statements.js'

export * from './statements.js'

// ---------------------------------------------------------------- the reference executor

export type Memory = Map<Buffer, Float64Array>

const toNumber = ({ numerator, denominator }: Rational): number => Number(numerator) / Number(denominator)

/** Runs a program's statements in order over flat arrays (which are changed). */
export function execute(lowered: LoweredProgram, memory: Memory): void {
  const cells = (target: Buffer): Float64Array => {
    let array = memory.get(target)
    if (!array) memory.set(target, (array = new Float64Array(target.elements)))
    return array
  }
  const index = (of: Index, point: Map<Variable, number>): number =>
    of.terms.reduce((sum, { atom, coefficient }) => {
      switch (atom.kind) {
        case 'variable':
          return sum + coefficient * point.get(atom)!
        case 'floor':
          return sum + coefficient * Math.floor(index(atom.of, point) / atom.by)
        case 'modulo': {
          const value = index(atom.of, point)
          return sum + coefficient * (value - atom.by * Math.floor(value / atom.by))
        }
        case 'lookup': {
          const target =
            [...lowered.buffers].find((one) => one.leaf === atom.tensor) ?? lowered.tensors!.get(atom.tensor)!
          const where = atom.at.reduce((place, i, axis) => place + index(i, point) * target.strides[axis]!, target.base)
          return sum + coefficient * cells(target)[where]!
        }
      }
    }, of.constant)
  const address = (of: Address, point: Map<Variable, number>): number => {
    if (of.kind === 'general') return index(of.index, point)
    let place = of.base
    for (const [axis, stride] of of.strides) place += stride * point.get(axis)!
    return place
  }
  const holds = (guards: readonly Guard[], point: Map<Variable, number>): boolean =>
    guards.every((guard) => (guard.test === 'nonnegative' ? index(guard.of, point) >= 0 : index(guard.of, point) === 0))
  const evaluate = (expression: LoweredExpression, point: Map<Variable, number>, reduced: number): number => {
    switch (expression.kind) {
      case 'constant':
        return (
          typeof expression.value === 'string' ?
            expression.value === 'pi' ?
              Math.PI
            : Math.E
          : toNumber(expression.value)
        )
      case 'load': {
        const where = address(expression.address, point)
        expect(where).toBeGreaterThanOrEqual(0)
        expect(where).toBeLessThan(expression.address.buffer.elements)
        return cells(expression.address.buffer)[where]!
      }
      case 'apply':
        return Number(
          scalarFunctions[expression.function].evaluate(
            ...expression.arguments.map((argument) => evaluate(argument, point, reduced)),
          ),
        )
      case 'select':
        return evaluate(holds(expression.guards, point) ? expression.then : expression.otherwise, point, reduced)
      case 'index':
        return index(expression.index, point)
      case 'accumulator':
        return reduced
    }
  }
  const points = (
    variables: readonly Variable[],
    point: Map<Variable, number>,
    visit: (number: number) => void,
  ): void => {
    const total = variables.reduce((product, { extent }) => product * extent, 1)
    for (let flat = 0; flat < total; flat++) {
      let rest = flat
      for (let axis = variables.length - 1; axis >= 0; axis--) {
        point.set(variables[axis]!, rest % variables[axis]!.extent)
        rest = Math.floor(rest / variables[axis]!.extent)
      }
      visit(flat)
    }
  }
  for (const one of lowered.statements) {
    const point = new Map<Variable, number>()
    if (one.scatterGuards) {
      const target = one.stores[0]!.address
      const axes = target.buffer.shape.map((extent, axis) => variable(`clear${axis}`, extent))
      points(axes, point, () => {
        cells(target.buffer)[
          axes.reduce((place, axis, i) => place + point.get(axis)! * target.buffer.strides[i]!, target.buffer.base)
        ] = 0
      })
      points([...one.loops, ...one.over], point, () => {
        if (holds(one.scatterGuards!, point))
          cells(target.buffer)[address(target, point)]! += evaluate(one.body, point, NaN)
      })
      continue
    }
    points(one.loops, point, () => {
      const inner = new Map(point)
      let value = 0
      let winner = -1
      if (one.reduce === 'none') value = evaluate(one.body, inner, NaN)
      else {
        let started = false
        points(one.over, inner, (flat) => {
          if (one.where && !holds(one.where, inner)) return
          const next = evaluate(one.body, inner, NaN)
          if (one.reduce === 'sum') value += next
          else {
            const isMaximum = one.reduce === 'max' || one.reduce === 'argmax'
            const beats =
              Number.isNaN(value) ? false
              : Number.isNaN(next) ? true
              : isMaximum ? next > value
              : next < value
            if (!started || beats) {
              value = next
              winner = flat
            }
            started = true
          }
        })
      }
      const reduced = one.reduce === 'argmax' || one.reduce === 'argmin' ? winner : value
      const values = one.stores.map((target) => {
        const own = target.winner ? winner : reduced
        return target.value ? evaluate(target.value, new Map(point), own) : own
      })
      one.stores.forEach((target, i) => (cells(target.address.buffer)[address(target.address, point)] = values[i]!))
    })
  }
}

// ---------------------------------------------------------------- compiled programs

const arrays = { f32: Float32Array, f64: Float64Array, i32: Int32Array, u32: Uint32Array, bool: Uint8Array } as const

export interface Compiled {
  readonly source: string
  /** The typed array over a buffer's place in the arena. */
  view(target: Buffer): Float32Array | Float64Array | Int32Array | Uint32Array | Uint8Array
  run(): void
  /** Fills the arena with NaN, so that nothing can rely on what memory happens to hold. */
  poison(): void
  readonly kernels: ReturnType<typeof compileLowered>['kernels']
}

export function compile(lowered: LoweredProgram, options: CompileLoweredOptions = {}): Compiled {
  const compiled = compileLowered([{ name: 'step', functionName: 'step', lowered }], options)
  const segments = compiled.segments.map(({ bytes }) => new ArrayBuffer(bytes))
  const { step } = evaluateKernels(compiled.source)(segments)
  return {
    source: compiled.source,
    kernels: compiled.kernels,
    view(target) {
      const { segment, offset } = compiled.placements.get(target)!
      const dtype = target.dtype === 'f32' && options.domain === 'f64' ? 'f64' : target.dtype
      return new arrays[dtype](segments[segment]!, offset, target.elements)
    },
    run: step!,
    poison: () => segments.forEach((segment) => new Uint8Array(segment).fill(255)),
  }
}

/** A small deterministic stream of numbers in [-1, 1). */
export function numbers(seed: number): () => number {
  let state = seed * 2654435761 + 1
  return () => {
    state = (state * 1103515245 + 12345) % 2147483648
    return state / 1073741824 - 1
  }
}

/** Fills the leaves, runs the kernels twice and the reference twice, and compares every output and leaf after each run. */
export function expectSame(
  lowered: LoweredProgram,
  options: CompileLoweredOptions = {},
  fill: (target: Buffer, i: number) => number | undefined = () => undefined,
): Compiled {
  const compiled = compile(lowered, options)
  const memory: Memory = new Map()
  const random = numbers(7)
  compiled.poison()
  for (const target of lowered.buffers) {
    if (target.role === 'temporary' && !target.bordered) {
      memory.set(target, new Float64Array(target.elements).fill(NaN))
    } else {
      const view = compiled.view(target).fill(0)
      const expected = new Float64Array(target.elements)
      // borders stay zero: only logical cells are filled
      const cells = logicalCells(target)
      for (const [i, place] of cells.entries()) {
        const value = target.role === 'leaf' ? (fill(target, i) ?? Math.fround(random())) : 0
        view[place] = value
        expected[place] = value
      }
      memory.set(target, expected)
    }
  }
  for (let run = 0; run < 2; run++) {
    compiled.run()
    execute(lowered, memory)
    for (const target of lowered.buffers)
      if (target.role !== 'temporary')
        expectClose(
          compiled.view(target),
          memory.get(target)!,
          `${target.name} after run ${run + 1}`,
          options.domain === 'f64' ? 1e-12 : 2e-5,
        )
  }
  return compiled
}

/** The places of a buffer's elements, row-major: borders and padding are left out. */
export function logicalCells(target: Buffer): number[] {
  let cells = [target.base]
  target.shape.forEach(
    (extent, axis) =>
      (cells = cells.flatMap((place) => Array.from({ length: extent }, (_, i) => place + i * target.strides[axis]!))),
  )
  return cells
}

export function expectClose(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  what: string,
  tolerance: number,
): void {
  expect(actual.length, what).toBe(expected.length)
  for (let i = 0; i < expected.length; i++) {
    const same =
      Object.is(actual[i], expected[i]) ||
      actual[i] === expected[i] ||
      Math.abs(actual[i]! - expected[i]!) <= tolerance * (1 + Math.abs(expected[i]!))
    if (!same) expect.fail(`${what}: element ${i} is ${actual[i]}, expected ${expected[i]}`)
  }
}
