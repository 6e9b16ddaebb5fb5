/**
 * The schedule of row reductions: a sum, maximum or minimum along memory into few outputs (softmax rows, losses, means).
 * Four lanes × up to four accumulators, then a fixed tree; targets without vectors keep the same sixteen partial sums, so
 * that the order of summation is the same everywhere.
 */
import type { Variable } from '../../dsl/comprehension/types.js'
import type { ScalarFunctionName } from '../../dsl/scalar.js'
import type { Local } from '../kernel.js'
import { fixedPlace } from '../place.js'
import type { Statement } from '../statement.js'
import { canRunOverLanes, loadsOf, strideAlong } from './analyse.js'
import { origin, type Position } from './bindings.js'
import { byStoreStride, nest, storeResults, type ScheduleContext } from './common.js'
import { Evaluator } from './evaluate.js'
import { addTerm, zero } from './scalar.js'
import { byLoadStride } from './tile.js'
import { typeOf } from './types.js'

const lanes = 4

/** The reduction variable to run lanes along: every operand stays or walks one element. */
export function rowVariable(statement: Statement): Variable | null {
  const loads = loadsOf(statement.body)
  const along = statement.over.filter(
    (variable) =>
      variable.extent >= lanes &&
      canRunOverLanes(statement, variable) &&
      loads.every((load) => strideAlong(load, variable) === 0 || strideAlong(load, variable) === 1),
  )
  return [...along].sort((a, b) => b.extent - a.extent)[0] ?? null
}

export const canReduceRows = (statement: Statement): boolean =>
  (statement.reduce === 'sum' || statement.reduce === 'max' || statement.reduce === 'min') &&
  !statement.scatterGuards &&
  statement.stores.every((store) => !store.winner) &&
  // a guarded maximum starts at its first live point: one at a time
  (statement.where ?? []).length === 0 &&
  statement.over.every((variable) => variable.extent > 0) &&
  rowVariable(statement) !== null

export function scheduleRows(statement: Statement, context: ScheduleContext): string {
  const { builder, prefix } = context
  const row = rowVariable(statement)
  if (!row) throw new Error(`${statement.name} has no row to reduce along`)
  const count = Math.max(1, Math.min(4, Math.floor(row.extent / lanes)))
  const step = count * lanes
  const evaluator = new Evaluator(builder, context.bufferOf, [{ variable: row, count: step }], row)
  for (const [variable, place] of prefix) evaluator.bind(variable, place)
  const loops = byStoreStride(
    statement,
    statement.loops.filter((variable) => !prefix.has(variable)),
  )
  const others = byLoadStride(
    statement,
    statement.over.filter((variable) => variable !== row),
  )
  const combine: ScalarFunctionName =
    statement.reduce === 'sum' ? 'add'
    : statement.reduce === 'max' ? 'maximum'
    : 'minimum'

  nest(evaluator, loops, () => {
    const type = typeOf(statement.body)
    for (const variable of statement.over) evaluator.bind(variable, fixedPlace(0))
    const first =
      statement.reduce === 'sum' ? zero : ({ kind: 'copy', of: evaluator.value(statement.body, origin) } as const)
    const accumulators = Array.from({ length: count }, () => builder.accumulator(type, lanes, first))

    /** Adds `width` elements from the row variable's place on: vector z goes to accumulator z mod count. */
    const chunk = (width: number): void => {
      for (let column = 0, z = 0; column < width; column += lanes, z++) {
        const position: Position = { offsets: new Map([[row, column]]), lanes: Math.min(lanes, width - column) }
        const accumulator = accumulators[z % count]!
        if (statement.reduce === 'sum') addTerm(evaluator, statement.body, accumulator, position)
        else
          builder.assign(
            accumulator,
            { kind: 'apply', function: combine, arguments: [accumulator, evaluator.value(statement.body, position)] },
            position.lanes,
          )
      }
    }
    nest(evaluator, others, () => {
      const whole = row.extent - (row.extent % step)
      builder.loop(row.name, 0, whole, step, (at) => {
        evaluator.bind(row, at)
        chunk(step)
      })
      builder.loop(row.name, whole, row.extent, step, (at) => {
        evaluator.bind(row, at)
        chunk(row.extent - whole)
      })
    })

    const pairwise = (values: readonly Local[]): Local => {
      let level = [...values]
      while (level.length > 1) {
        const next: Local[] = []
        for (let i = 0; i + 1 < level.length; i += 2)
          next.push(
            builder.define(type, Math.max(level[i]!.lanes, level[i + 1]!.lanes), {
              kind: 'apply',
              function: combine,
              arguments: [level[i]!, level[i + 1]!],
            }),
          )
        if (level.length % 2 === 1) next.push(level[level.length - 1]!)
        level = next
      }
      return level[0]!
    }
    const vector = pairwise(accumulators)
    const value = pairwise(
      Array.from({ length: lanes }, (_, lane) => builder.define(type, 1, { kind: 'lane', of: vector, lane })),
    )
    storeResults(evaluator, statement, [origin], () => ({ value }))
  })
  return `rows ${lanes} lanes × ${count}`
}
