/**
 * What softmax, its logarithm and cross entropy start with: e^(x − max x) and its sum along an axis. Each step is a value
 * of its own, so that the derivative of exp and log can use their results.
 */
import { apply, read } from '../../comprehension/expression.js'
import type { IndexLike } from '../../comprehension/index-expression.js'
import type { Value } from '../../comprehension/types.js'
import type { Builder } from '../../operator.js'
import { map } from '../../primitives/map.js'
import { readBroadcast } from './read.js'
import { reduceAlong } from './reduction.js'

export interface StableExponential {
  /** The largest element along the axis, kept with extent 1. It shifts, and cancels: its total derivative is zero. */
  readonly maximum: Value
  /** e^(x − maximum), of x's shape. */
  readonly exponential: Value
  /** Σ exponential along the axis, kept with extent 1. */
  readonly total: Value
}

export function stableExponential(build: Builder, x: Value, axis: number): StableExponential {
  const named = (part: string): string => `${build.name}_${part}`
  const maximum = reduceAlong(build, 'max', x, [axis], true, { stop: true, name: named('maximum') })
  const exponential = map(
    build,
    x.shape,
    (out) => apply('exp', apply('sub', read(x, out), readBroadcast(maximum, out))),
    { name: named('exponential') },
  )
  const total = reduceAlong(build, 'sum', exponential, [axis], true, { name: named('total') })
  return { maximum, exponential, total }
}

/** The logarithm of each element, as a value of its own. */
export const logarithmOf = (build: Builder, x: Value): Value =>
  map(build, x.shape, (out) => apply('log', read(x, out)), { name: `${build.name}_logarithm` })

/** The indices `out` with `r` at an axis that was kept with extent 1. */
export const along = (out: readonly IndexLike[], axis: number, r: IndexLike): IndexLike[] =>
  out.map((at, i) => (i === axis ? r : at))
