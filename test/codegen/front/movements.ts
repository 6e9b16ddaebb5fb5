/** Movements that no operator uses in this form, written out: what index arithmetic has to stand. */
import { constant, read, select } from '../../../src/dsl/comprehension/expression.js'
import { within } from '../../../src/dsl/comprehension/guards.js'
import { minus, plus, times } from '../../../src/dsl/comprehension/index-expression.js'
import type { Comprehension, Expression, Value } from '../../../src/dsl/comprehension/types.js'
import { map } from '../../../src/dsl/primitives/map.js'
import { builder } from '../../dsl/differentiate/support.js'

const build = builder('moved')

export const flip = (x: Value, axes: readonly number[]): Comprehension =>
  map(
    build,
    x.shape,
    (o) =>
      read(
        x,
        o.map((i, axis) => (axes.includes(axis) ? minus(x.shape[axis]! - 1, i) : i)),
      ),
    { dtype: x.dtype },
  )

export const stridedSlice = (x: Value, axis: number, start: number, count: number, step: number): Comprehension =>
  map(build, x.shape.with(axis, count), (o) =>
    read(
      x,
      o.map((i, a) => (a === axis ? plus(times(i, step), start) : i)),
    ),
  )

/** Zeros before and after each axis. */
export const pad = (x: Value, before: readonly number[], after: readonly number[]): Comprehension =>
  map(
    build,
    x.shape.map((extent, axis) => extent + before[axis]! + after[axis]!),
    (o) => {
      const at = o.map((i, axis) => minus(i, before[axis]!))
      return select(
        at.flatMap((i, axis) => within(i, x.shape[axis]!)),
        read(x, at),
      )
    },
  )

/** The parts one after another along an axis; the last one is read wherever no other is. */
export function concatenated(parts: readonly Value[], axis: number): Comprehension {
  const total = parts.reduce((sum, part) => sum + part.shape[axis]!, 0)
  return map(build, parts[0]!.shape.with(axis, total), (o) => {
    let start = total
    let chosen: Expression | null = null
    for (const part of [...parts].reverse()) {
      const extent = part.shape[axis]!
      start -= extent
      if (extent === 0) continue
      const own = minus(o[axis]!, start)
      const element = read(
        part,
        o.map((i, a) => (a === axis ? own : i)),
      )
      chosen = chosen === null ? element : select(within(own, extent), element, chosen)
    }
    return chosen ?? constant(0)
  })
}
