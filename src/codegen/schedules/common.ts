/** What all schedules share: the target's numbers, loop nests, and the storing of a statement's results. */
import type { Value, Variable } from '../../dsl/comprehension/types.js'
import type { Local, Place } from '../kernel.js'
import type { Buffer, LoweredExpression, Statement } from '../statement.js'
import { nodesOf, strideAlong, valuesOf } from './analyse.js'
import type { Position } from './bindings.js'
import type { KernelBuilder } from './build.js'
import type { Evaluator } from './evaluate.js'

/**
 * Sizes of register tiles. They differ by target and never change a result: each output element of a tile is one
 * accumulator that takes its terms in ascending order, however many elements are computed side by side.
 */
export interface TileTable {
  /** Rows of a tile whose operands are reused over rows, and vectors of four lanes along its other axis. */
  readonly rows: number
  readonly vectors: number
  /** Vectors of a tile without reuse. */
  readonly streamVectors: number
  /** Lanes of a map: one on a target that prints them one by one. */
  readonly mapLanes: number
}

/** Where a statement is scheduled: variables that an enclosing group already bound, and where lookups read. */
export interface ScheduleContext {
  readonly builder: KernelBuilder
  readonly table: TileTable
  readonly bufferOf: (tensor: Value) => Buffer
  readonly prefix: ReadonlyMap<Variable, Place>
}

/** Outer loops over `variables`, each bound in the evaluator. */
export function nest(evaluator: Evaluator, variables: readonly Variable[], body: () => void): void {
  const open = (level: number): void => {
    const variable = variables[level]
    if (!variable) return body()
    evaluator.builder.loop(variable.name, 0, variable.extent, 1, (at) => {
      evaluator.bind(variable, at)
      open(level + 1)
    })
  }
  open(0)
}

/** Loop variables by falling stride in the first store, so that the innermost one walks along memory. */
export function byStoreStride(statement: Statement, variables: readonly Variable[]): readonly Variable[] {
  const address = statement.stores[0]!.address
  const stride = (variable: Variable): number => Math.abs(strideAlong(address, variable)) || 0
  return [...variables].sort((a, b) => stride(b) - stride(a) || statement.loops.indexOf(a) - statement.loops.indexOf(b))
}

/**
 * Evaluates every store's value at every position, then stores them all. `results` gives the reduced value at a position
 * and, where there is one, the winner's number.
 */
export function storeResults(
  evaluator: Evaluator,
  statement: Statement,
  positions: readonly Position[],
  results: (position: Position) => { readonly value: Local; readonly winner?: Local },
): void {
  const pending = positions.map((position) => {
    const { value, winner } = results(position)
    const values = statement.stores.map((store) => {
      const reduced = store.winner ? winner! : value
      return store.value ? evaluator.value(store.value, { ...position, accumulator: reduced }) : reduced
    })
    return { position, values }
  })
  for (const { position, values } of pending)
    statement.stores.forEach((store, output) => {
      const { at, laneStride } = evaluator.places.address(store.address, position)
      evaluator.builder.store({
        buffer: store.address.buffer,
        at,
        laneStride,
        lanes: position.lanes,
        value: values[output]!,
        output,
      })
    })
}

/** A product in the tile of offsets 0 … count − 1 of each variable, first variable slowest. */
export function offsetsOver(
  variables: readonly { readonly variable: Variable; readonly count: number }[],
): ReadonlyMap<Variable, number>[] {
  let combinations: ReadonlyMap<Variable, number>[] = [new Map()]
  for (const { variable, count } of variables)
    combinations = combinations.flatMap((offsets) =>
      Array.from({ length: count }, (_, offset) => new Map([...offsets, [variable, offset]])),
    )
  return combinations
}

/** Instructions that unrolled digits may multiply a body to; beyond, they are ordinary loops. */
const unrolledInstructions = 1024

/** The digits to unroll, with their extents: all of them, or none where the text would grow too long. */
export function digitsOf(
  statement: Statement,
  free: readonly Variable[],
): readonly { readonly variable: Variable; readonly count: number }[] {
  const digits = free
    .filter((variable) => statement.unrolled.has(variable) && variable.extent > 0)
    .map((variable) => ({ variable, count: variable.extent }))
  const cells = digits.reduce((product, { count }) => product * count, 1)
  const nodes = nodesOf([statement.body, ...valuesOf(statement)]).length
  return cells * nodes > unrolledInstructions ? [] : digits
}

export const isZeroConstant = (expression: LoweredExpression): boolean =>
  expression.kind === 'constant' && typeof expression.value !== 'string' && expression.value.numerator === 0n
