/**
 * The schedule of maps: no reduction, one pass over the output along memory; digits that must be unrolled are, so that all
 * cells of a pooling window share the loads and comparisons of the window.
 */
import type { Statement } from '../statement.js'
import { canRunOverLanes, strideAlong } from './analyse.js'
import type { Position } from './bindings.js'
import { byStoreStride, digitsOf, nest, offsetsOver, storeResults, type ScheduleContext } from './common.js'
import { Evaluator } from './evaluate.js'
import { fixedPlace } from '../place.js'

export function scheduleMap(statement: Statement, context: ScheduleContext): string {
  const { builder, table } = context
  const loops = statement.loops.filter((variable) => !context.prefix.has(variable))
  const digits = digitsOf(statement, loops)
  const unrolled = new Set(digits.map(({ variable }) => variable))
  const outer = byStoreStride(
    statement,
    loops.filter((variable) => !unrolled.has(variable)),
  )
  const last = outer.at(-1)
  const lanes =
    (
      last &&
      table.mapLanes > 1 &&
      strideAlong(statement.stores[0]!.address, last) === 1 &&
      canRunOverLanes(statement, last)
    ) ?
      table.mapLanes
    : 1
  const evaluator = new Evaluator(builder, context.bufferOf, digits, lanes > 1 ? last! : null)
  for (const [variable, place] of context.prefix) evaluator.bind(variable, place)
  for (const { variable } of digits) evaluator.bind(variable, fixedPlace(0))
  const cell = (count: number): void => {
    const positions: Position[] = offsetsOver(digits).map((offsets) => ({ offsets, lanes: count }))
    storeResults(evaluator, statement, positions, (position) => ({ value: evaluator.value(statement.body, position) }))
  }
  if (lanes === 1) nest(evaluator, outer, () => cell(1))
  else
    nest(evaluator, outer.slice(0, -1), () => {
      const whole = last!.extent - (last!.extent % lanes)
      builder.loop(last!.name, 0, whole, lanes, (at) => {
        evaluator.bind(last!, at)
        cell(lanes)
      })
      builder.loop(last!.name, whole, last!.extent, lanes, (at) => {
        evaluator.bind(last!, at)
        cell(last!.extent - whole)
      })
    })
  return digits.length > 0 ? `map, ${digits.map(({ count }) => count).join('×')} unrolled` : 'map'
}
