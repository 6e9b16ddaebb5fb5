/**
 * The one schedule for sums with a vector axis in their output: a register tile of rows × vectors of accumulators, each of
 * which takes its terms in ascending order. A matrix product is the case in which both tile axes have reuse; a convolution
 * with absorbed borders is another. Loads shared by a row or a column of the tile are made once (bindings.ts).
 */
import type { Variable } from '../../dsl/comprehension/types.js'
import type { Local } from '../kernel.js'
import { fixedPlace } from '../place.js'
import type { Statement } from '../statement.js'
import { canRunOverLanes, loadsOf, strideAlong, variablesOf } from './analyse.js'
import type { Position } from './bindings.js'
import { byStoreStride, digitsOf, nest, offsetsOver, storeResults, type ScheduleContext } from './common.js'
import { Evaluator } from './evaluate.js'
import { addTerm, zero } from './scalar.js'
import { typeOf } from './types.js'

const lanes = 4

/** The output variable whose neighbours are neighbours in memory, if it can run over lanes. */
export function vectorAxis(
  statement: Statement,
  prefix: ReadonlySet<Variable> | ReadonlyMap<Variable, unknown> = new Set(),
): Variable | null {
  const found = statement.loops.find(
    (variable) =>
      !prefix.has(variable) &&
      !statement.unrolled.has(variable) &&
      variable.extent > 1 &&
      strideAlong(statement.stores[0]!.address, variable) === 1,
  )
  return found && canRunOverLanes(statement, found) ? found : null
}

/** The row axis: another output variable that some operand of the sum varies with and some other does not. */
export function rowAxis(
  statement: Statement,
  vector: Variable,
  prefix: ReadonlySet<Variable> | ReadonlyMap<Variable, unknown> = new Set(),
): Variable | null {
  const loads = loadsOf(statement.body)
  const stride = (variable: Variable): number =>
    Math.min(...loads.map((load) => Math.abs(strideAlong(load, variable))).filter((along) => along > 0))
  const reused = statement.loops.filter(
    (variable) =>
      variable !== vector &&
      !prefix.has(variable) &&
      !statement.unrolled.has(variable) &&
      variable.extent > 1 &&
      loads.some((load) => strideAlong(load, variable) === 0) &&
      loads.some((load) => strideAlong(load, variable) > 0),
  )
  return [...reused].sort((a, b) => stride(a) - stride(b))[0] ?? null
}

/** Reduction loops by falling stride, so that the innermost one walks along memory; ties keep their order. */
export function byLoadStride(statement: Statement, variables: readonly Variable[]): readonly Variable[] {
  const loads = loadsOf(statement.body)
  const stride = (variable: Variable): number =>
    Math.max(0, ...loads.map((load) => Math.abs(strideAlong(load, variable)) || 0))
  return [...variables].sort((a, b) => stride(b) - stride(a))
}

export function scheduleTile(statement: Statement, context: ScheduleContext): string {
  const { builder, prefix } = context
  const vector = vectorAxis(statement, prefix)
  if (!vector) throw new Error(`${statement.name} has no vector axis`)
  const row = rowAxis(statement, vector, prefix)
  const free = statement.loops.filter((variable) => !prefix.has(variable))
  const digits = digitsOf(statement, free)
  const unrolledDigits = new Set(digits.map(({ variable }) => variable))
  const unrolled = digits.reduce((product, { count }) => product * count, 1)
  const rows = row ? Math.min(row.extent, Math.max(1, Math.floor(context.table.rows / unrolled))) : 1
  const vectors = row || unrolled > 1 ? context.table.vectors : context.table.streamVectors
  const outer = byStoreStride(
    statement,
    free.filter((variable) => variable !== vector && variable !== row && !unrolledDigits.has(variable)),
  )
  const over = byLoadStride(statement, statement.over)

  const evaluator = new Evaluator(
    builder,
    context.bufferOf,
    [...(row ? [{ variable: row, count: rows }] : []), { variable: vector, count: vectors * lanes }, ...digits],
    vector,
  )
  for (const [variable, place] of prefix) evaluator.bind(variable, place)
  for (const { variable } of digits) evaluator.bind(variable, fixedPlace(0))

  /** One tile of `height` rows and `width` columns, at most `vectors` whole vectors and a rest. */
  const tile = (height: number, width: number): void => {
    const positions: Position[] = []
    for (const digit of offsetsOver(digits))
      for (let i = 0; i < height; i++)
        for (let column = 0; column < width; column += lanes) {
          const offsets = new Map(digit).set(vector, column)
          if (row) offsets.set(row, i)
          positions.push({ offsets, lanes: Math.min(lanes, width - column) })
        }
    const type = typeOf(statement.body)
    const accumulators = new Map<Position, Local>(
      positions.map((position) => [position, builder.accumulator(type, position.lanes, zero)]),
    )
    nest(evaluator, over, () => {
      for (const position of positions) addTerm(evaluator, statement.body, accumulators.get(position)!, position)
    })
    storeResults(evaluator, statement, positions, (position) => ({ value: accumulators.get(position)! }))
  }
  const alongRows = (width: number): void => {
    if (!row) return tile(1, width)
    const whole = row.extent - (row.extent % rows)
    for (const [from, to, height] of [
      [0, whole, rows],
      [whole, row.extent, row.extent - whole],
    ] as const)
      builder.loop(row.name, from, to, height, (at) => {
        evaluator.bind(row, at)
        tile(height, width)
      })
  }
  const step = vectors * lanes
  const whole = vector.extent - (vector.extent % step)
  for (const [from, to, width] of [
    [0, whole, step],
    [whole, vector.extent, vector.extent - whole],
  ] as const)
    builder.loop(vector.name, from, to, width, (at) => {
      evaluator.bind(vector, at)
      nest(evaluator, outer, () => alongRows(width))
    })
  return `tile ${rows}×${Math.min(step, vector.extent)}${unrolled > 1 ? `, ${unrolled} unrolled` : ''}`
}

/** A tile can compute it: a sum with a vector axis, and operands that depend on something. */
export const canTile = (statement: Statement, prefix: ReadonlyMap<Variable, unknown>): boolean =>
  statement.reduce === 'sum' &&
  !statement.scatterGuards &&
  vectorAxis(statement, prefix) !== null &&
  variablesOf(statement.body).size > 0
