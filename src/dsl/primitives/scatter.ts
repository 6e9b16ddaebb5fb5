/**
 * Gather and scatter-add at run-time indices: each other's adjoints. An index outside the tensor takes no part: it
 * gathers 0 and scatters nothing.
 *
 * In: values, integer tensors of Δ. Out: comprehensions whose indices contain lookups.
 */
import { isFloat } from '../../shapes/dtype.js'
import { read, select } from '../comprehension/expression.js'
import { within } from '../comprehension/guards.js'
import { index, type IndexLike, lookup, variable } from '../comprehension/index-expression.js'
import { comprehension } from '../comprehension/value.js'
import type { Comprehension, Expression, Guard, Value, Variable } from '../comprehension/types.js'
import type { Builder } from '../operator.js'
import { map, variablesFor, type MapOptions } from './map.js'

export interface Contribution {
  /** Where to add, one index for each axis of the result; in range wherever the guards hold. */
  readonly at: readonly IndexLike[]
  readonly guards: readonly Guard[]
  readonly body: Expression
}

/**
 * out = zeros; for every v in row-major order, out[at(v)] += body(v) where the guards hold.
 *
 * @example
 * scatterAdd(build, [10, 4], [n, 4], ([i, j]) => {
 *   const row = lookup(indices, [i!])
 *   return { at: [row, j!], guards: within(row, 10), body: read(x, [i!, j!]) }
 * })
 */
export function scatterAdd(
  build: Builder,
  shape: readonly number[],
  loopExtents: readonly number[],
  contribution: (loops: readonly Variable[]) => Contribution,
  options: MapOptions = {},
): Comprehension {
  const over = loopExtents.map((extent, axis) => variable(extent, ['p', 'q', 'r', 's', 't', 'u'][axis] ?? `p${axis}`))
  const { at, guards, body } = contribution(over)
  const { dtype } = build.result
  return comprehension({
    name: options.name ?? build.name,
    dtype: options.dtype ?? (isFloat(dtype) ? dtype : 'f32'),
    out: variablesFor(shape),
    over,
    reduce: 'sum',
    body,
    scatter: { at: at.map(index), guards },
    stop: options.stop,
    like: options.like,
    site: build.site,
  })
}

/**
 * out[a…, i…, b…] = x[a…, indices[i…], b…], with the indices in place of `axis`; 0 where an index is out of range.
 *
 * @example
 * gatherAlong(build, weight, 0, tokens) // embedding: [batch, time] → [batch, time, width]
 */
export function gatherAlong(
  build: Builder,
  x: Value,
  axis: number,
  indices: Value,
  options: MapOptions = {},
): Comprehension {
  const rank = indices.shape.length
  const extent = x.shape[axis] ?? 0
  const shape = [...x.shape.slice(0, axis), ...indices.shape, ...x.shape.slice(axis + 1)]
  return map(
    build,
    shape,
    (o) => {
      const row = lookup(indices, o.slice(axis, axis + rank))
      return select(within(row, extent), read(x, [...o.slice(0, axis), row, ...o.slice(axis + rank)]))
    },
    { dtype: x.dtype, ...options },
  )
}
