/**
 * Movement: maps whose body is one read at another index. Fusion inlines them, and their adjoints are movements again.
 *
 * In: a value and where its elements go. Out: comprehensions of the same dtype.
 */
import { constant, read, select } from '../comprehension/expression.js'
import { within } from '../comprehension/guards.js'
import { floorDivide, index, minus, modulo, plus, times, type IndexLike } from '../comprehension/index-expression.js'
import { elementCount } from '../../shapes/size.js'
import type { Comprehension, Expression, Index, Value } from '../comprehension/types.js'
import type { Builder } from '../operator.js'
import { map, type MapOptions } from './map.js'

/** The row-major number of a point: ((i₀·n₁ + i₁)·n₂ + …). */
export function linearIndex(at: readonly IndexLike[], shape: readonly number[]): Index {
  let linear = index(0)
  at.forEach((i, axis) => (linear = plus(times(linear, shape[axis] ?? 1), i)))
  return linear
}

/** The point with this row-major number. */
export function pointAt(linear: IndexLike, shape: readonly number[]): Index[] {
  const at: Index[] = []
  let rest = index(linear)
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const extent = Math.max(1, shape[axis] ?? 1)
    at.unshift(axis === 0 ? rest : modulo(rest, extent))
    rest = floorDivide(rest, extent)
  }
  return at
}

/** Same elements in row-major order under another shape. */
export function reshapeTo(build: Builder, x: Value, shape: readonly number[], options: MapOptions = {}): Comprehension {
  if (elementCount(shape) !== elementCount(x.shape)) {
    throw new Error(`reshape: [${x.shape.join(', ')}] and [${shape.join(', ')}] differ in their number of elements`)
  }
  return map(build, shape, (o) => read(x, pointAt(linearIndex(o, shape), x.shape)), { dtype: x.dtype, ...options })
}

/** out axis a is axis axes[a] of x (NumPy's transpose, PyTorch's permute). */
export function permuteBy(build: Builder, x: Value, axes: readonly number[], options: MapOptions = {}): Comprehension {
  const shape = axes.map((axis) => x.shape[axis] ?? 0)
  return map(build, shape, (o) => read(x, permuted(o, axes)), { dtype: x.dtype, ...options })
}

function permuted(out: readonly IndexLike[], axes: readonly number[]): IndexLike[] {
  const at: IndexLike[] = []
  axes.forEach((axis, position) => (at[axis] = out[position]!))
  return at
}

/** Right-aligned broadcasting, as in NumPy. */
export function broadcastTo(
  build: Builder,
  x: Value,
  shape: readonly number[],
  options: MapOptions = {},
): Comprehension {
  return map(build, shape, (o) => readBroadcast(x, o), { dtype: x.dtype, ...options })
}

/** The read of x at the point of a result that x broadcasts to (right-aligned): what elementwise operators use. */
export function readBroadcast(x: Value, out: readonly IndexLike[]): Expression {
  const lead = out.length - x.shape.length
  return read(
    x,
    x.shape.map((extent, axis) => (extent === 1 ? 0 : out[axis + lead]!)),
  )
}

/** Elements start, start + step, … of one axis, `count` of them. */
export function sliceAxis(
  build: Builder,
  x: Value,
  axis: number,
  start: number,
  count: number,
  step = 1,
  options: MapOptions = {},
): Comprehension {
  const shape = x.shape.map((extent, a) => (a === axis ? count : extent))
  return map(
    build,
    shape,
    (o) =>
      read(
        x,
        o.map((i, a) => (a === axis ? plus(times(i, step), start) : i)),
      ),
    { dtype: x.dtype, ...options },
  )
}

/** Reverses the given axes. */
export function flipAxes(build: Builder, x: Value, axes: readonly number[], options: MapOptions = {}): Comprehension {
  const at = (o: readonly IndexLike[]): IndexLike[] =>
    o.map((i, axis) => (axes.includes(axis) ? minus((x.shape[axis] ?? 0) - 1, i) : i))
  return map(build, x.shape, (o) => read(x, at(o)), { dtype: x.dtype, ...options })
}

/** The values one after another along an axis. */
export function concatAlong(
  build: Builder,
  parts: readonly Value[],
  axis: number,
  options: MapOptions = {},
): Comprehension {
  const first = parts[0]
  if (!first) throw new Error('concat: there is nothing to concatenate')
  const total = parts.reduce((sum, part) => sum + (part.shape[axis] ?? 0), 0)
  const shape = first.shape.map((extent, a) => (a === axis ? total : extent))
  const body = (o: readonly IndexLike[]): Expression => {
    // From the last part to the first: at or beyond its start it is this part, else one before.
    let start = total
    let chosen: Expression = constant(0)
    for (const part of [...parts].reverse()) {
      start -= part.shape[axis] ?? 0
      if (part.shape[axis] === 0) continue
      const own = minus(o[axis]!, start)
      const at = o.map((i, a) => (a === axis ? own : i))
      chosen =
        start + (part.shape[axis] ?? 0) === total ?
          read(part, at)
        : select(within(own, part.shape[axis] ?? 0), read(part, at), chosen)
    }
    return chosen
  }
  return map(build, shape, body, { dtype: first.dtype, ...options })
}

/** Zeros around: `before` and `after` elements on each axis. */
export function padWith(
  build: Builder,
  x: Value,
  before: readonly number[],
  after: readonly number[],
  options: MapOptions = {},
): Comprehension {
  const shape = x.shape.map((extent, axis) => extent + (before[axis] ?? 0) + (after[axis] ?? 0))
  return map(
    build,
    shape,
    (o) => {
      const at = o.map((i, axis) => minus(i, before[axis] ?? 0))
      const guards = at.flatMap((i, axis) => within(i, x.shape[axis] ?? 0))
      return select(guards, read(x, at))
    },
    { dtype: x.dtype, ...options },
  )
}
