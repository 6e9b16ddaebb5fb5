/**
 * Map and reduce: the two ways in which operators make comprehensions. Values are stamped with the operator's name and
 * the author's call site.
 *
 * In: a Builder, shapes, and a body as a function of loop variables. Out: comprehensions without epilogue.
 */
import { isFloat, type DType } from '../../shapes/dtype.js'
import { read } from '../comprehension/expression.js'
import { variable } from '../comprehension/index-expression.js'
import { comprehension } from '../comprehension/value.js'
import type { Comprehension, Expression, Guard, Reduction, Value, Variable } from '../comprehension/types.js'
import type { Builder } from '../operator.js'

export interface MapOptions {
  /** Default: the operator's name. */
  readonly name?: string | undefined
  /** Default: the result's dtype if that is a float, else f32; i32 for argmax and argmin. */
  readonly dtype?: DType | undefined
  /** No gradient passes: the value has, by construction, no derivative. */
  readonly stop?: boolean | undefined
  /** A numerically better adjoint than the derived one. */
  readonly adjoint?: Comprehension['adjoint']
  /** A layout hint. */
  readonly like?: Value | undefined
}

export interface ReduceOptions extends MapOptions {
  /** For max, min, argmax, argmin: points where one of these fails take no part. */
  readonly where?: ((out: readonly Variable[], over: readonly Variable[]) => readonly Guard[]) | undefined
  /** What to make of the reduced value; a second value, since a comprehension with an epilogue is not differentiated. */
  readonly post?: ((reduced: Expression, out: readonly Variable[]) => Expression) | undefined
}

const outNames = ['i', 'j', 'k', 'l', 'm', 'n']
const overNames = ['r', 's', 't', 'u', 'v', 'w']

/** Fresh variables for a shape, named for the formulas in comments. */
export const variablesFor = (shape: readonly number[], names: readonly string[] = outNames): Variable[] =>
  shape.map((extent, axis) => variable(extent, names[axis] ?? `${names[0]}${axis}`))

const floatOf = (build: Builder): DType => (isFloat(build.result.dtype) ? build.result.dtype : 'f32')

const stamp = (
  build: Builder,
  { name, stop, adjoint, like }: MapOptions,
): Pick<Comprehension, 'name' | 'stop' | 'adjoint' | 'like' | 'site'> => ({
  name: name ?? build.name,
  stop,
  adjoint,
  like,
  site: build.site,
})

/**
 * out[o…] = body(o…)
 *
 * @example
 * map(build, x.shape, (o) => apply('exp', read(x, o)))
 */
export function map(
  build: Builder,
  shape: readonly number[],
  body: (out: readonly Variable[]) => Expression,
  options: MapOptions = {},
): Comprehension {
  const out = variablesFor(shape)
  return comprehension({ ...stamp(build, options), dtype: options.dtype ?? floatOf(build), out, body: body(out) })
}

/**
 * out[o…] = post(reduce_{r…} body(o, r)). A sum over nothing is 0; so is a maximum over nothing.
 *
 * @example
 * reduce(build, 'sum', [rows], [columns], ([i], [j]) => read(x, [i!, j!]))
 */
export function reduce(
  build: Builder,
  kind: Exclude<Reduction, 'none'>,
  shape: readonly number[],
  overExtents: readonly number[],
  body: (out: readonly Variable[], over: readonly Variable[]) => Expression,
  options: ReduceOptions = {},
): Comprehension {
  const out = variablesFor(shape)
  const over = variablesFor(overExtents, overNames)
  const { post, where } = options
  const locates = kind === 'argmax' || kind === 'argmin'
  const reduced = comprehension({
    ...stamp(build, post ? { ...options, adjoint: undefined } : options),
    dtype: options.dtype ?? (locates ? 'i32' : floatOf(build)),
    out,
    over,
    reduce: kind,
    body: body(out, over),
    where: where?.(out, over),
  })
  return post ? map(build, shape, (o) => post(read(reduced, o), o), options) : reduced
}
