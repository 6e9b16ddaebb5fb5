/**
 * Mean and variance over some axes. In: a value and axes. Out: both, kept with extent 1, and the centred value. The variance is of
 * centred values: a second pass, and no difference of large squares.
 */
import { apply, read } from '../../comprehension/expression.js'
import type { IndexLike } from '../../comprehension/index-expression.js'
import type { Expression, Value, Variable } from '../../comprehension/types.js'
import type { Builder } from '../../operator.js'
import { map, reduce } from '../../primitives/map.js'
import { dividedBy } from './mean.js'
import { readBroadcast } from './read.js'
import { elementCount } from './types.js'

export interface Moments {
  readonly mean: Value
  readonly centred: Value
  /** mean (x − mean)² */
  readonly variance: Value
}

/** Mean over `axes` of a body at the indices of `shape`; the axes stay with extent 1. */
export function meanOver(
  build: Builder,
  name: string,
  shape: readonly number[],
  axes: readonly number[],
  body: (at: readonly IndexLike[]) => Expression,
): Value {
  const kept = shape.map((extent, axis) => (axes.includes(axis) ? 1 : extent))
  const over = axes.map((axis) => shape[axis]!)
  const whole = (out: readonly Variable[], r: readonly Variable[]): readonly Variable[] =>
    out.map((i, axis) => (axes.includes(axis) ? r[axes.indexOf(axis)]! : i))
  const options = { ...dividedBy(elementCount(over)), name: `${build.name}_${name}` }
  return reduce(build, 'sum', kept, over, (out, r) => body(whole(out, r)), options)
}

/** What was computed for a value is not computed again: batchNorm and its running statistics share the moments. */
const known = new WeakMap<Value, Map<string, Moments>>()

export function moments(build: Builder, x: Value, axes: readonly number[]): Moments {
  const key = axes.join()
  const found = known.get(x)?.get(key)
  if (found !== undefined) return found
  const mean = meanOver(build, 'mean', x.shape, axes, (at) => read(x, at))
  const centred = map(build, x.shape, (at) => apply('sub', read(x, at), readBroadcast(mean, at)), {
    name: `${build.name}_centred`,
  })
  const variance = meanOver(build, 'variance', x.shape, axes, (at) =>
    apply('mul', read(centred, at), read(centred, at)),
  )
  const made = { mean, centred, variance }
  // Leaves are shared by programs, whose values must not be.
  if (x.kind !== 'leaf') known.set(x, (known.get(x) ?? new Map<string, Moments>()).set(key, made))
  return made
}
