/**
 * The core of attention. In: queries, keys, values and which entries of the scores take part. Out: Σ_j softmax(q·k/√d)_j v_j
 * over the entries that take part. Those that do not are guarded out of every sum, here and in all derivatives: whatever
 * stands there (NaN, infinity) contributes nothing, and no number stands for −∞.
 */
import { broadcastShapes } from '../../../shapes/broadcast.js'
import { apply, constant, read, select } from '../../comprehension/expression.js'
import { nonnegative } from '../../comprehension/guards.js'
import { lookup, minus, type IndexLike } from '../../comprehension/index-expression.js'
import type { Expression, Guard, Value } from '../../comprehension/types.js'
import type { Builder } from '../../operator.js'
import { map, reduce } from '../../primitives/map.js'
import { readBroadcast } from '../../primitives/movement.js'

/** What must hold for entry `[..., i, j]` of the scores to take part. */
type Allowed = (at: readonly IndexLike[]) => readonly Guard[]

/** Query i sees the keys j ≤ i. */
export const causally: Allowed = (at) => [nonnegative(minus(at.at(-2)!, at.at(-1)!))]

/** The mask, broadcast to the entries, is 1 there. */
export const maskedBy =
  (mask: Value): Allowed =>
  (at) => {
    const lead = at.length - mask.shape.length
    const place = mask.shape.map((extent, axis) => (extent === 1 ? 0 : at[axis + lead]!))
    return [nonnegative(minus(lookup(mask, place), 1))]
  }

interface Operands {
  readonly q: Value
  readonly k: Value
  readonly v: Value
  readonly allowed: Allowed
  /** Whether a row may have no entry that takes part: it is then a row of zeros. */
  readonly mayBlock: boolean
}

/** q `[..., n, d]`, k `[..., m, d]`, v `[..., m, e]` → `[..., n, e]`, the leading axes broadcast. */
export function attend(build: Builder, { q, k, v, allowed, mayBlock }: Operands): Value {
  const scores = scoresOf(build, q, k, allowed)
  const weights = weightsOf(build, scores, allowed, mayBlock)
  const batch = broadcastShapes(scores.shape.slice(0, -2), v.shape.slice(0, -2)) as readonly number[]
  const [n, m, e] = [scores.shape.at(-2)!, scores.shape.at(-1)!, v.shape.at(-1)!]
  const skipped = batch.length - (scores.shape.length - 2)
  return reduce(
    build,
    'sum',
    [...batch, n, e],
    [m],
    (out, [j]) => {
      const row = out.slice(0, -1)
      // The guards are about the scores, whose leading axes may be fewer, or stretched.
      const at = [...row, j!].slice(skipped).map((i, axis) => (scores.shape[axis] === 1 ? 0 : i))
      const value = readBroadcast(v, [...out.slice(0, -2), j!, out.at(-1)!])
      return select(allowed(at), apply('mul', read(weights, at), value))
    },
    { name: `${build.name}_values` },
  )
}

/** q · k / √d */
function scoresOf(build: Builder, q: Value, k: Value, allowed: Allowed): Value {
  const batch = broadcastShapes(q.shape.slice(0, -2), k.shape.slice(0, -2)) as readonly number[]
  const width = q.shape.at(-1)!
  const shape = [...batch, q.shape.at(-2)!, k.shape.at(-2)!]
  const root = map(build, [], () => apply('sqrt', constant(Math.max(width, 1))), { name: `${build.name}_root` })
  const product = reduce(
    build,
    'sum',
    shape,
    [width],
    (out, [c]) => {
      const [lead, i, j] = [out.slice(0, -2), out.at(-2)!, out.at(-1)!]
      const pair = apply('mul', readBroadcast(q, [...lead, i, c!]), readBroadcast(k, [...lead, j, c!]))
      return select(allowed(out), pair)
    },
    { name: `${build.name}_product` },
  )
  return map(build, shape, (out) => apply('div', read(product, out), read(root, [])), { name: `${build.name}_scores` })
}

/**
 * p = e^(s − max s) / Σ e^(s − max s) over the entries that take part, 0 elsewhere and in rows where none does.
 * Its adjoint is that of softmax, ds = p · (dp − Σ p·dp), over the same entries.
 */
function weightsOf(build: Builder, scores: Value, allowed: Allowed, mayBlock: boolean): Value {
  const { shape } = scores
  const [rows, columns] = [shape.slice(0, -1), shape.slice(-1)]
  const named = (part: string): string => `${build.name}_${part}`
  const over = (name: string, body: (at: readonly IndexLike[]) => Expression): Value =>
    reduce(build, 'sum', rows, columns, (row, [j]) => body([...row, j!]), { name })
  const maximum = reduce(build, 'max', rows, columns, (row, [j]) => read(scores, [...row, j!]), {
    where: (row, [j]) => allowed([...row, j!]),
    stop: true,
    name: named('maximum'),
  })
  const exponential = map(
    build,
    shape,
    (at) => select(allowed(at), apply('exp', apply('sub', read(scores, at), read(maximum, at.slice(0, -1))))),
    { name: named('exponential') },
  )
  const total = over(named('total'), (at) => read(exponential, at))
  const weights: Value = map(
    build,
    shape,
    // The largest entry adds e^0, so that a total of 0 is that of a row where none takes part and nothing is divided.
    (at) => select(mayBlock ? allowed(at) : [], apply('div', read(exponential, at), read(total, at.slice(0, -1)))),
    { name: named('weights'), adjoint: (dp) => [[scores, gradient(dp)]] },
  )
  const gradient = (dp: Value): Value => {
    const dot = over(named('dot'), (at) => select(allowed(at), apply('mul', read(weights, at), read(dp, at))))
    return map(
      build,
      shape,
      (at) =>
        select(allowed(at), apply('mul', read(weights, at), apply('sub', read(dp, at), read(dot, at.slice(0, -1))))),
      { name: named('scores_gradient') },
    )
  }
  return weights
}
