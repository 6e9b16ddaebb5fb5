/**
 * Works: comprehensions in the form in which the passes rewrite them, one loop nest that may store several tensors.
 *
 * In: a comprehension. Out: its parts, and what is read, looked up and computed in them.
 */
import { constant, read } from '../../dsl/comprehension/expression.js'
import { lookupsIn, readsOf, sizeOf } from '../../dsl/comprehension/traverse.js'
import { index, lookupsOf, variable } from '../../dsl/comprehension/index-expression.js'
import type {
  Comprehension,
  Expression,
  Guard,
  Index,
  Reduction,
  Value,
  Variable,
} from '../../dsl/comprehension/types.js'
import { comprehension } from '../../dsl/comprehension/value.js'
import type { Site } from '../../dsl/graph.js'

/** One tensor that a work computes. */
export interface Target {
  readonly value: Comprehension
  /** Where a point of the loops is stored; null for the point itself. Phases of one value differ in this. */
  readonly at: readonly Index[] | null
  /** Over the accumulator; null stores the accumulator (of a map: its body). */
  readonly post: Expression | null
  /** The number of the winning point of a maximum or minimum. */
  readonly winner: boolean
}

/** targets[t][at(loops)] = post_t(loops, reduce_{over} body(loops, over)) */
export interface Work {
  readonly id: number
  readonly names: readonly string[]
  readonly sites: readonly Site[]
  readonly loops: readonly Variable[]
  readonly over: readonly Variable[]
  readonly reduce: Reduction
  readonly where: readonly Guard[]
  readonly body: Expression
  readonly scatter: { readonly at: readonly Index[]; readonly guards: readonly Guard[] } | null
  readonly targets: readonly Target[]
}

/** Everything but its identity. */
export type WorkParts = Omit<Work, 'id'>

/** Body and epilogues. */
export const expressionsOf = (work: WorkParts): readonly Expression[] => [
  work.body,
  ...work.targets.flatMap(({ post }) => (post === null ? [] : [post])),
]

/** Scalar operations of a work. */
export const operationsOf = (work: WorkParts): number => expressionsOf(work).reduce((total, e) => total + sizeOf(e), 0)

/** Indices that stand outside expressions. */
export const looseIndices = (work: WorkParts): readonly Index[] => [
  ...work.where.map(({ of }) => of),
  ...(work.scatter ? [...work.scatter.at, ...work.scatter.guards.map(({ of }) => of)] : []),
  ...work.targets.flatMap(({ at }) => at ?? []),
]

/** Values read in expressions, and values read by lookups inside indices. */
export function dependenciesOf(work: WorkParts): {
  readonly read: ReadonlySet<Value>
  readonly lookedUp: ReadonlySet<Value>
} {
  const found = new Set<Value>()
  const lookedUp = new Set<Value>()
  for (const expression of expressionsOf(work)) {
    for (const { tensor } of readsOf(expression)) found.add(tensor)
    for (const { tensor } of lookupsIn(expression)) lookedUp.add(tensor)
  }
  for (const loose of looseIndices(work)) for (const { tensor } of lookupsOf(loose)) lookedUp.add(tensor)
  return { read: found, lookedUp }
}

/** Distinct reads of one tensor in a work. */
export const sitesOf = (work: WorkParts, tensor: Value): readonly Extract<Expression, { kind: 'read' }>[] => [
  ...new Set(expressionsOf(work).flatMap((expression) => readsOf(expression).filter((site) => site.tensor === tensor))),
]

/** The substitution that evaluates a work at a point of its own loops. */
export const atPoint = (loops: readonly Variable[], at: readonly Index[]): ReadonlyMap<Variable, Index> =>
  new Map(loops.map((loop, axis) => [loop, at[axis] as Index]))

/** The target of a map that stores its body in one tensor; null of all other works. */
export function mapTarget({ reduce, scatter, targets }: WorkParts): Target | null {
  const [target, ...more] = targets
  const isMap = reduce === 'none' && scatter === null && more.length === 0 && target?.post === null
  return isMap ? target : null
}

/** Where a target is stored, one index per axis. */
export const placeOf = (work: WorkParts, target: Target): readonly Index[] =>
  target.at ?? work.loops.map((loop) => index(loop))

/** A tensor copied element by element; `value` is the copy. */
export function copyOf(source: Value, name: string): WorkParts & { readonly value: Comprehension } {
  const loops = source.shape.map((extent, axis) => variable(extent, ['i', 'j', 'k', 'l'][axis] ?? `i${axis}`))
  const value = comprehension({
    name,
    dtype: source.dtype,
    out: loops,
    body: read(source, loops),
    site: source.site,
    like: source,
  })
  return { ...partsOf(value), value }
}

/** A comprehension by itself. */
export function partsOf(value: Comprehension): WorkParts {
  const empty = value.scatter === undefined && value.over.some(({ extent }) => extent === 0)
  const locates = value.reduce === 'argmax' || value.reduce === 'argmin'
  return {
    names: [value.name],
    sites: value.site ? [value.site] : [],
    loops: value.out,
    over: empty ? [] : value.over,
    reduce: empty ? 'none' : value.reduce,
    where: empty ? [] : (value.where ?? []),
    // a sum over nothing is 0, and so is a maximum; nothing wins it
    body: empty ? constant(locates ? -1 : 0) : value.body,
    scatter: value.scatter ?? null,
    targets: [{ value, at: null, post: value.post, winner: false }],
  }
}
