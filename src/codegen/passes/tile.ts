/**
 * Chooses each statement's schedule and writes its loops. The choice looks at addresses only, never at the target, so that
 * the order of every summation is the same on all targets.
 */
import type { Value, Variable } from '../../dsl/comprehension/types.js'
import type { Instruction, KernelPart, Place } from '../kernel.js'
import { KernelBuilder } from '../schedules/build.js'
import type { TileTable } from '../schedules/common.js'
import { scheduleMap } from '../schedules/map.js'
import { canReduceRows, scheduleRows } from '../schedules/rows.js'
import { scheduleScalar } from '../schedules/scalar.js'
import { scheduleScatter } from '../schedules/scatter.js'
import { canTile, scheduleTile } from '../schedules/tile.js'
import type { Buffer, Statement } from '../statement.js'

/** Measured for JavaScript in V8: sixteen double accumulators, maps one element at a time. */
export const javascriptTiles: TileTable = { rows: 4, vectors: 1, streamVectors: 2, mapLanes: 1 }

/** Writes a statement into a builder and says by which schedule; `prefix` holds the variables a group has bound. */
export function scheduleStatement(
  builder: KernelBuilder,
  statement: Statement,
  table: TileTable,
  bufferOf: (tensor: Value) => Buffer,
  prefix: ReadonlyMap<Variable, Place> = new Map(),
): KernelPart {
  const context = { builder, table, bufferOf, prefix }
  const schedule =
    statement.scatterGuards ? scheduleScatter(statement, context)
    : statement.loops.some((variable) => variable.extent === 0) ? 'nothing to store'
    : statement.reduce === 'none' ? scheduleMap(statement, context)
    : canTile(statement, prefix) ? scheduleTile(statement, context)
    : canReduceRows(statement) ? scheduleRows(statement, context)
    : scheduleScalar(statement, context)
  return { statement: statement.name, formula: statement.formula, sites: statement.sites, schedule }
}

/** The instructions of one statement that stands alone. */
export function tileStatement(
  statement: Statement,
  table: TileTable,
  bufferOf: (tensor: Value) => Buffer,
): { part: KernelPart; instructions: readonly Instruction[] } {
  const builder = new KernelBuilder()
  const part = scheduleStatement(builder, statement, table, bufferOf)
  return { part, instructions: builder.finish() }
}
