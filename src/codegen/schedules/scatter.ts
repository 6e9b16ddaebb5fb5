/**
 * The schedule of scatter-add: clear the target, then add every contribution in row-major order where its guards hold. The
 * sequence is the definition (repeated indices add up in that order), so it is never reordered.
 */
import type { Place } from '../kernel.js'
import { addPlaces, fixedPlace } from '../place.js'
import type { Statement } from '../statement.js'
import { elementType } from '../kernel.js'
import { origin } from './bindings.js'
import { nest, type ScheduleContext } from './common.js'
import { Evaluator } from './evaluate.js'
import { zero } from './scalar.js'

export function scheduleScatter(statement: Statement, context: ScheduleContext): string {
  const { builder } = context
  const target = statement.stores[0]!.address
  const { buffer } = target
  if (statement.stores.length !== 1 || statement.stores[0]!.value !== null)
    throw new Error(`${statement.name}: a scatter-add has one store and no epilogue`)
  const type = elementType(buffer.dtype)
  const nothing = builder.define(type, 1, zero)
  const clear = (axis: number, at: Place): void => {
    if (axis === buffer.shape.length)
      return builder.store({ buffer, at, laneStride: 0, lanes: 1, value: nothing, output: -1 })
    builder.loop(`i${axis}`, 0, buffer.shape[axis]!, 1, (place) =>
      clear(axis + 1, addPlaces(at, place, buffer.strides[axis]!)),
    )
  }
  clear(0, fixedPlace(buffer.base))

  const evaluator = new Evaluator(builder, context.bufferOf)
  for (const [variable, place] of context.prefix) evaluator.bind(variable, place)
  nest(evaluator, [...statement.loops.filter((variable) => !context.prefix.has(variable)), ...statement.over], () => {
    const add = (): void => {
      const { at } = evaluator.places.address(target, origin)
      // read afresh each time: an earlier contribution may have gone to the same cell
      const before = builder.define(type, 1, { kind: 'load', buffer, at, laneStride: 0 })
      const term = evaluator.value(statement.body, origin)
      const after = builder.define(type, 1, { kind: 'apply', function: 'add', arguments: [before, term] })
      builder.store({ buffer, at, laneStride: 0, lanes: 1, value: after, output: 0 })
    }
    evaluator.branches.on(statement.scatterGuards ?? [], origin, add)
  })
  return 'scatter'
}
